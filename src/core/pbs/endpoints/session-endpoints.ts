// The HTTP/2 API of a session, as a table: backup side (protocol.md 4.2) and reader side (6.2).
import type { Operation } from '../call.js';
import { maxChunkBytes, maxEncodedBlobBytes } from '../formats/index.js';
import {
  archiveName,
  csum,
  digest,
  type Endpoint,
  type EndpointName,
  fileName,
  type Parameter,
  wid,
} from './endpoint.js';

/** How an endpoint takes its request and gives its reply; streaming handlers read parameters from the query only (4.1). */
type Handling = Pick<Endpoint, 'requestBody' | 'reply' | 'isSynchronous'>;
const query: Handling = { requestBody: 'none', reply: 'json', isSynchronous: true };
const command: Handling = { requestBody: 'json', reply: 'json', isSynchronous: true };
const uploadOfBlob: Handling = { requestBody: 'blob', reply: 'json', isSynchronous: false };
const uploadOfBytes: Handling = { requestBody: 'bytes', reply: 'json', isSynchronous: false };
const download = (reply: 'file' | 'blob' | 'bytes'): Handling => ({ requestBody: 'none', reply, isSynchronous: false });

const integer = (name: string, minimum: number, maximum?: number): Parameter => ({
  name,
  type: 'integer',
  isRequired: true,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

/** A chunk is at least the header of a blob and one byte; a blob may be empty behind its header. */
const encodedChunkSize = integer('encoded-size', 13, maxEncodedBlobBytes);
const encodedBlobSize = integer('encoded-size', 12, maxEncodedBlobBytes);
const chunk = [wid, digest, integer('size', 1, maxChunkBytes), encodedChunkSize];
const entries: readonly Parameter[] = [
  wid,
  { name: 'digest-list', type: 'digestList', isRequired: true },
  { name: 'offset-list', type: 'integerList', isRequired: true, minimum: 0 },
];
const reuseCsum: Parameter = { name: 'reuse-csum', type: 'string', isRequired: false };
const fixedIndex = [archiveName, integer('size', 1), reuseCsum];
/** An incremental image may have written nothing. */
const dynamicClose = [wid, integer('chunk-count', 1), integer('size', 1), csum];
const fixedClose = [wid, integer('chunk-count', 0), integer('size', 0), csum];

type Row = readonly [
  name: EndpointName,
  operation: Operation,
  method: Endpoint['method'],
  path: string,
  parameters: readonly Parameter[],
  handling: Handling,
];

const backupRows: readonly Row[] = [
  ['listBackupFolder', 'rest', 'GET', '/', [], query],
  ['previousBackupTime', 'previousBackupTime', 'GET', '/previous_backup_time', [], query],
  ['downloadPrevious', 'downloadPrevious', 'GET', '/previous', [archiveName], download('file')],
  ['createDynamicIndex', 'createDynamicIndex', 'POST', '/dynamic_index', [archiveName], command],
  ['createFixedIndex', 'createFixedIndex', 'POST', '/fixed_index', fixedIndex, command],
  ['uploadDynamicChunk', 'uploadDynamicChunk', 'POST', '/dynamic_chunk', chunk, uploadOfBlob],
  ['uploadFixedChunk', 'uploadFixedChunk', 'POST', '/fixed_chunk', chunk, uploadOfBlob],
  ['appendDynamicIndex', 'appendDynamicIndex', 'PUT', '/dynamic_index', entries, command],
  ['appendFixedIndex', 'appendFixedIndex', 'PUT', '/fixed_index', entries, command],
  ['closeDynamicIndex', 'closeDynamicIndex', 'POST', '/dynamic_close', dynamicClose, command],
  ['closeFixedIndex', 'closeFixedIndex', 'POST', '/fixed_close', fixedClose, command],
  ['uploadBlob', 'uploadBlob', 'POST', '/blob', [fileName, encodedBlobSize], uploadOfBlob],
  ['finish', 'finish', 'POST', '/finish', [], command],
  ['speedtest', 'speedtest', 'POST', '/speedtest', [], uploadOfBytes],
];

const readerRows: readonly Row[] = [
  ['listReaderFolder', 'rest', 'GET', '/', [], query],
  ['downloadFile', 'downloadFile', 'GET', '/download', [fileName], download('file')],
  ['downloadChunk', 'downloadChunk', 'GET', '/chunk', [digest], download('blob')],
  ['readerSpeedtest', 'speedtest', 'GET', '/speedtest', [], download('bytes')],
];

const endpointOf =
  (side: 'backup' | 'reader', source: string) =>
  ([name, operation, method, path, parameters, handling]: Row): Endpoint => ({
    name,
    operation,
    side,
    method,
    path,
    parameters,
    ...handling,
    source,
  });

export const backupEndpoints: readonly Endpoint[] = backupRows.map(endpointOf('backup', '4.2'));
export const readerEndpoints: readonly Endpoint[] = readerRows.map(endpointOf('reader', '6.2'));
