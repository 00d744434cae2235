// Front door of the transports: HTTP/1.1, the HTTP/2 of a session, how paths are read, and the wire as faults want it.
export { answerWithFaults, type CallFaults, noFaults, prepareFaults } from './call-faults.js';
export type { Sockets } from './end-connection.js';
export { type FirstProtocol, readFirstBytes } from './first-bytes.js';
export { type ExtraHeaders, formatResponseHead, headersOf, sendResponse } from './http1.js';
export { normalizePath } from './path.js';
export { pause } from './pause.js';
export { collectBody, readBody } from './read-body.js';
export { restHands } from './rest-hands.js';
export { sendAnswer, shapeHeaders } from './send-answer.js';
export { type ServeOptions, type SteeredUpgrade, serveSession } from './serve-session.js';
export { SteeredConnection } from './steered-connection.js';
export { TcpSockets } from './tcp-sockets.js';
