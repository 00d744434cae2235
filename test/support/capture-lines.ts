// In: a capture file. Out: its WireEvents as lines that a person can read and compare.
import type { WireEvent } from '../../src/core/wire/index.js';
import { type CaptureHeader, type CaptureInput, readCapture } from '../../src/sources/pcap/index.js';

export async function* inPieces(bytes: Uint8Array, pieceBytes = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += Math.max(1, pieceBytes)) yield bytes.subarray(at, at + pieceBytes);
}

const shown = (bytes: Uint8Array): string =>
  bytes.length <= 40 ? JSON.stringify(Buffer.from(bytes).toString('latin1')) : `${bytes.length} bytes`;

const arrows = { toServer: 'C>', toClient: 'S>' } as const;

/** `+3 [1] C> "hello"`, `+4 [1] ended S> how=fin`: facts that are null are left out. */
function describeWireEvent(event: WireEvent): string {
  const place = `+${Math.round(event.atMs * 1e6) / 1e6} [${event.connection}]`;
  if (event.kind === 'bytes') return `${place} ${arrows[event.direction]} ${shown(event.bytes)}`;
  const { kind, connection: _connection, atMs: _atMs, ...facts } = event;
  const values = Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (name === 'direction' ? arrows[value as 'toServer'] : `${name}=${value}`));
  return [place, kind, ...values].join(' ');
}

/** `withHeader` sees when the capture began. */
export async function readLines(
  file: Uint8Array | AsyncIterable<Uint8Array>,
  options: Omit<CaptureInput, 'capture'> = {},
  withHeader: (header: CaptureHeader) => void = () => undefined,
): Promise<string[]> {
  const lines: string[] = [];
  const capture = file instanceof Uint8Array ? inPieces(file) : file;
  for await (const event of readCapture({ capture, ...options }, withHeader)) lines.push(describeWireEvent(event));
  return lines;
}

/** All application bytes of one direction, whatever the pieces. */
export async function readApplicationBytes(
  input: CaptureInput,
  direction: 'toServer' | 'toClient',
  connection = 1,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const event of readCapture(input, () => undefined)) {
    if (event.kind !== 'bytes' || event.direction !== direction || event.connection !== connection) continue;
    parts.push(Buffer.from(event.bytes));
  }
  return Buffer.concat(parts);
}
