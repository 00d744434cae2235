// In: both directions of a TLS connection and a key log. Out: what was said inside it.
export { KeyLog } from './key-log.js';
export { isRecordHeader } from './record-header.js';
export { TlsConnection } from './tls-connection.js';
export type { TlsSink } from './tls-sink.js';
