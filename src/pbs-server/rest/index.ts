// Front door of the REST API.
export { type AdmittedRequest, admitRequest, answerRest, type RestRequest, readRestParameters } from './answer-rest.js';
export { createRestHandlers, type RestHandlers, snapshotOf } from './calls.js';
export type { ServerContext } from './context.js';
