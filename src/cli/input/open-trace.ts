// In: the name of a trace. Out: what `read` makes of its unpacked bytes; a file that is no trace is the operator's fault, said in one sentence.
import { basename } from 'node:path';
import { isCapture } from '../../sources/pcap/index.js';
import { TraceUnusable } from '../../sources/trace/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { readBytes } from './read-bytes.js';

export async function withTrace<T>(path: string, read: (bytes: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
  const name = path === '-' ? 'stdin' : basename(path);
  const { head, bytes } = await readBytes(path);
  if (isCapture(head)) {
    throw new OperatorError(
      `${name} is a packet capture, not a trace.`,
      'See it with pbscope report; traces are written by pbscope proxy --record.',
      exitCodes.unusableInput,
    );
  }
  try {
    return await read(bytes);
  } catch (error) {
    if (!(error instanceof TraceUnusable)) throw error;
    throw new OperatorError(
      `${name} cannot be used: ${error.message}.`,
      'Give a trace (.pbscope, .gz, .zst).',
      exitCodes.unusableInput,
    );
  }
}
