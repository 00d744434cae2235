// The log that a client adds after its session, `client.log.blob` (protocol.md 3, 4.10). In: a snapshot and a DataBlob.
// Out: null with the file in place, or a refusal.
import { clientLogName, maxEncodedBlobBytes } from '../../core/pbs/index.js';
import { checkBlobFile, type SnapshotName } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import type { StoreCall } from './store-calls.js';

type Call = StoreCall & { readonly snapshot: SnapshotName };

export async function uploadBackupLog({ datastore, snapshot, readBody }: Call): Promise<Outcome<null>> {
  const files = await datastore.listFiles(snapshot);
  if (files.some((file) => file.filename === clientLogName)) return refuse('backup already contains a log.');
  const body = await readBody(maxEncodedBlobBytes);
  if (isRefusal(body)) return body;
  if (body === 'too-large') return refuse('Request body too large');
  const fault = checkBlobFile(body);
  if (fault !== null) return fault;
  await datastore.writeSnapshotFile(snapshot, clientLogName, body);
  return null;
}
