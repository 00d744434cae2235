// Front door of the REST API.

export { checkHolds } from './access.js';
export { type AdmittedRequest, admitRequest, answerRest, type RestRequest, readRestParameters } from './answer-rest.js';
export { createRestHandlers, type RestHandlers } from './calls.js';
export { findDatastore, type ServerContext } from './context.js';
export { clearedCookie } from './login.js';
export { snapshotOf } from './store-calls.js';
