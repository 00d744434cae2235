// Run in a process of its own: `node --expose-gc big-session.js CALLS`. A backup of that many chunk uploads goes through the
// analyzer; prints as JSON what the analyzer holds in the end, in bytes, and what it reports. D19.
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { parseEventScript } from './event-script.js';
import { call, openBackup } from './session-script.js';

/** As the file client appends: lists of 128. */
const batchCount = 128;
const chunkBytes = 4_194_304;
const callCount = Number(process.argv[2] ?? '1000');

declare const gc: () => void;
const heldBytes = (): number => {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Digests that differ, and look random to a hash table. */
function digestOf(number: number): string {
  let state = number + 1;
  let text = '';
  for (let word = 0; word < 8; word++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    text += (state >>> 0).toString(16).padStart(8, '0');
  }
  return text;
}

function* chunkEvents(number: number): Generator<Event> {
  const atMs = 100 + number;
  const on = { connection: 1, protocol: 'http2' as const, stream: 101 + 2 * number, atMs };
  const target = `/fixed_chunk?digest=${digestOf(number)}&encoded-size=2000000&size=${chunkBytes}&wid=1`;
  const head = { ...on, firstAtMs: atMs, headers: [], headBytes: 120 };
  const data = { connectionWindowBytes: 33_554_432, streamWindowBytes: 33_554_432 };
  yield {
    kind: 'requestHead',
    ...head,
    hasBody: true,
    method: 'POST',
    target,
    authority: null,
    credential: null,
    upgrade: null,
  };
  yield { kind: 'data', ...on, direction: 'toServer', byteCount: 2_000_000, firstAtMs: atMs, ...data };
  yield { kind: 'bodyEnd', ...on, direction: 'toServer', totalBytes: 2_000_000 };
  yield { kind: 'responseHead', ...head, hasBody: false, status: 200, atMs: atMs + 0.5 };
  yield { kind: 'bodyEnd', ...on, direction: 'toClient', totalBytes: 0, atMs: atMs + 0.5 };
}

function appendEvents(first: number, count: number): Event[] {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const body = JSON.stringify({
    'digest-list': numbers.map(digestOf),
    'offset-list': numbers.map((number) => number * chunkBytes),
    wid: 1,
  });
  return parseEventScript(call(100 + first + count, 2 * callCount + 201 + 2 * first, 'PUT /fixed_index', '200', body));
}

const create = call(
  5,
  3,
  `POST /fixed_index?archive-name=disk.img.fidx&size=${callCount * chunkBytes}`,
  '200 {"data":1}',
);
const before = heldBytes();
const analyzer = new Analyzer({ source: { kind: 'trace', name: 'big' }, startedAtUnixMs: 0 });
const feedAll = (events: Iterable<Event>): void => {
  for (const event of events) analyzer.feed(event);
};
feedAll(parseEventScript(`${openBackup}\n${call(3, 1, 'GET /previous_backup_time', '200 {"data":null}')}\n${create}`));
for (let number = 0; number < callCount; number++) {
  feedAll(chunkEvents(number));
  if ((number + 1) % batchCount === 0) feedAll(appendEvents(number + 1 - batchCount, batchCount));
}
const usedBytes = heldBytes() - before;
const startedAt = process.hrtime.bigint();
const report = analyzer.report();
const reportMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
const [archive] = report.sessions[0]?.archives ?? [];
const { dropped } = report;
process.stdout.write(
  JSON.stringify({ usedBytes, reportMs, archive, dropped, callCount: report.sessions[0]?.callCount }),
);
