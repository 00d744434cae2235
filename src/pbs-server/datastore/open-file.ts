// A file of a snapshot on its way to a client. In: a path. Out: pieces of at most 8 KiB, the frames that PBS sends for
// `previous` and `download` (protocol.md 1.9), or PBS's text why it cannot be opened.
import { type Outcome, refuse } from '../refusal.js';
import { describeDiskError, isDiskError, isMissing } from './disk.js';
import { openStored } from './stored-file.js';

/** Measured on both releases of the genuine server. */
const pieceBytes = 8192;

export async function openFile(path: string): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  try {
    const file = await openStored(path);
    return file.createReadStream({ highWaterMark: pieceBytes });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    if (isMissing(error)) return refuse(`open file "${path}" failed - not found`, 404);
    return refuse(`open file "${path}" failed: ${describeDiskError(error)}`);
  }
}
