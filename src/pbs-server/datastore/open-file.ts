// A file of a snapshot on its way to a client. In: a path. Out: pieces of at most 8 KiB, the frames that PBS sends for
// `previous` and `download` (protocol.md 1.9), or PBS's text why it cannot be opened.
import { type Outcome, refuse } from '../refusal.js';
import { describeDiskError, isDiskError, isMissing } from './disk.js';
import { openStored } from './stored-file.js';

/** Measured on both releases of the genuine server. */
const pieceBytes = 8192;

/** Opened once to say what is wrong before the first byte, and again to be read: a reply that nobody takes holds no file open. */
export async function openFile(path: string): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  try {
    await (await openStored(path)).close();
    return readPieces(path);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    if (isMissing(error)) return refuse(`open file "${path}" failed - not found`, 404);
    return refuse(`open file "${path}" failed: ${describeDiskError(error)}`);
  }
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const file = await openStored(path);
  yield* file.createReadStream({ highWaterMark: pieceBytes }); // closes the file, also when it is left early
}
