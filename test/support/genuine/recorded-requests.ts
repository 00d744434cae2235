// The HTTP/2 requests of a recording's clients, whole: header fields and body by connection and stream, as the frames held them.
// In: steps. Out: requests. Decode's Events would do but for the fields that it lets nobody see.
import { HpackDecoder } from '../../../src/core/decode/index.js';
import { parseJson, parseQuery, splitTarget } from '../../../src/core/pbs/index.js';
import type { ClientFrame, Step } from './recording.js';

export interface RecordedRequest {
  readonly connection: number;
  readonly stream: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly method: string;
  readonly target: string;
  body: Buffer;
}

const flag = { endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

export const requestKey = (connection: number, stream: number): string => `${connection} ${stream}`;

export function readRequests(steps: readonly Step[]): ReadonlyMap<string, RecordedRequest> {
  const requests = new Map<string, RecordedRequest>();
  const decoders = new Map<number, HpackDecoder>();
  for (const step of steps) {
    if (step.kind !== 'frame') continue;
    const { connection, frame } = step;
    if (frame.type === 'CONTINUATION') throw new Error('no capture has CONTINUATION; this player does not know it');
    const key = requestKey(connection, frame.stream);
    if (frame.type === 'HEADERS') {
      const decoder = decoders.get(connection) ?? new HpackDecoder();
      decoders.set(connection, decoder);
      requests.set(key, readHead(connection, frame, decoder));
    }
    const request = requests.get(key);
    if (frame.type === 'DATA' && request !== undefined) request.body = Buffer.concat([request.body, frame.payload]);
  }
  return requests;
}

function readHead(connection: number, { flags, stream, payload }: ClientFrame, decoder: HpackDecoder): RecordedRequest {
  if ((flags & flag.endHeaders) === 0 || (flags & flag.padded) !== 0) throw new Error('an odd HEADERS frame');
  const { fields } = decoder.decode(payload.subarray((flags & flag.priority) === 0 ? 0 : 5));
  const values = new Map(fields);
  const method = values.get(':method') ?? '';
  return { connection, stream, fields, method, target: values.get(':path') ?? '', body: Buffer.alloc(0) };
}

/** Path without its slash, and what the query or a JSON body says. */
export function parseCall(request: RecordedRequest): {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
} {
  const { path, query } = splitTarget(request.target);
  const isJson = request.body[0] === 0x7b;
  const document = isJson ? (parseJson(request.body.toString('utf8')) as Record<string, unknown> | undefined) : {};
  return { path: path.replace(/^\/+/, ''), values: { ...Object.fromEntries(parseQuery(query)), ...document } };
}
