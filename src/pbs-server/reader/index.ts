// Front door of the reader side: the upgrade's checks, the session's calls, its end.
export { createReaderApi, endReaderSession, openReader } from './session.js';
