// Front door of what all handlers share: answers and parameters.
export { type Answer, bytesAnswer, dataAnswer, jsonType, refusalAnswer, streamedAnswer } from './answer.js';
export { listSubdirs } from './folder.js';
export { parseBodyParameters, parseFormParameters, type Values } from './parameters.js';
export type { MeasuredBody, ReadBody, SessionApi, SessionCall, SessionHandler } from './session-api.js';
export { digestListOf, integerListOf, integerOf, isSet, optionalTextOf, textOf } from './values.js';
