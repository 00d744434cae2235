// Front door of the transports: HTTP/1.1, the HTTP/2 of a session, and how paths are read.
export { readFirstBytes } from './first-bytes.js';
export { type ExtraHeaders, formatResponseHead, headersOf, sendResponse } from './http1.js';
export { normalizePath } from './path.js';
export { pause } from './pause.js';
export { readBody } from './read-body.js';
export { type ServeOptions, serveSession } from './serve-session.js';
