// Runs in which a session hangs or ends before its time: what the server or the line does to it, and the verdict on top.
import { type AskKernel, createSsAsker } from '../../../src/sources/relay/tcp-facts/index.js';
import type { Bench } from './bench.js';
import { load } from './clients.js';
import { at, atUpgrade, chunks, forEverMs } from './fault-words.js';
import type { OracleRun } from './oracle-run.js';

/** Stuck is what does not move for 5 s (D10). */
const hungMs = 6500;

/** A client that hangs until the report says so; then its user stops it, at no round number of seconds. */
async function loadUntilFound(bench: Bench, rule: string, options: Parameters<typeof load>[1] = {}): Promise<void> {
  const stop = new AbortController();
  const ended = load(bench, { ...options, signal: stop.signal });
  await bench.until(({ verdicts, sessions }) => {
    const isFound = verdicts.some((one) => one.rule === rule && one.state === 'found');
    return isFound && sessions.some(({ stuckCalls }) => stuckCalls.some((call) => call.silentMs > hungMs));
  });
  stop.abort();
  await ended;
}

/** Loopback loses nothing: what the kernel says of the socket to the server is true but for the counters of what was lost. */
const ask = createSsAsker();
const asIfLost: AskKernel = async (ports) => {
  const text = await ask(ports);
  const isToServer = new RegExp(`:${ports.remote}\\s*(\\n|$)`);
  const sockets = (text ?? '').replaceAll(/\n[ \t]+/g, '\t').split('\n');
  return sockets
    .map((socket) => (isToServer.test(socket.split('\t')[0] ?? '') ? `${socket} unacked:10 retrans:1/5` : socket))
    .join('\n');
};

export const endRuns: readonly OracleRun[] = [
  {
    name: 'small packets pass, large ones do not (the kernel\u2019s counters are scripted)',
    bench: {
      faults: at(chunks, { nth: 1 }, { kind: 'stopReading', durationMs: forEverMs, at: 'request' }),
      askKernel: asIfLost,
    },
    work: (bench) => loadUntilFound(bench, 'mtu-black-hole', { archiveKind: 'image', sizeBytes: 8_000_000 }),
    rule: { rule: 'mtu-black-hole', severity: 'error' },
    lane: 'quiet',
    tool: 'ss',
  },
  {
    name: 'nothing passes any more; reset when nine probes have failed, after 795 s (60 times as fast)',
    bench: {
      speed: 60,
      faults: at(
        chunks,
        { nth: 4 },
        { kind: 'stopReading', durationMs: forEverMs },
        { kind: 'stopWriting', durationMs: forEverMs },
        { kind: 'close', how: 'reset', afterMs: 795_000 / 60 },
      ),
    },
    work: (bench) => load(bench),
    rule: { rule: 'vanished-peer', severity: 'error' },
    lane: 'quiet',
  },
  {
    name: 'a box ends the session after 5 s of silence',
    bench: {
      faults: [
        ...atUpgrade({ kind: 'close', how: 'fin', afterIdleMs: 5000, at: 'afterReply' }),
        ...at(chunks, { nth: 3 }, { kind: 'delay', durationMs: forEverMs }),
      ],
    },
    work: (bench) => load(bench),
    rule: { rule: 'idle-timeout', severity: 'error', because: /Silent for 5\.0/ },
    lane: 'quiet',
  },
  {
    name: 'a box ends the session at the age of 30 s, in the middle of its chunks',
    bench: {
      faults: [
        ...atUpgrade({ kind: 'close', how: 'reset', afterMs: 29_950, at: 'afterReply' }),
        ...at(chunks, {}, { kind: 'delay', durationMs: 250 }),
      ],
    },
    work: (bench) => load(bench, { like: 'go', sizeBytes: 3_000_000 }),
    rule: { rule: 'age-limit', severity: 'error', because: /at the age of 30/ },
    lane: 'quiet',
  },
  {
    name: 'GOAWAY(ENHANCE_YOUR_CALM), then the end',
    bench: {
      faults: at(
        chunks,
        { nth: 6 },
        { kind: 'goaway', code: 'ENHANCE_YOUR_CALM', text: 'too_many_internal_resets' },
        { kind: 'close', how: 'close-notify', afterMs: 100 },
      ),
    },
    work: (bench) => load(bench),
    rule: { rule: 'protocol-error', severity: 'error', because: /ENHANCE_YOUR_CALM/ },
    lane: 'sample',
  },
  {
    name: 'the object store says SlowDown',
    bench: {
      faults: at(
        chunks,
        { from: 5 },
        {
          kind: 'reply',
          status: 503,
          text: 'failed to upload chunk to s3 backend - SlowDown: Please reduce your request rate.',
        },
      ),
    },
    work: (bench) => load(bench),
    rule: { rule: 'object-store-throttle', severity: 'error' },
    lane: 'sample',
  },
  {
    name: 'the disk of the datastore is full',
    bench: {
      faults: at(
        chunks,
        { nth: 7 },
        {
          kind: 'reply',
          status: 400,
          text: "inserting chunk on store 'store1' failed - No space left on device (os error 28)",
          instead: 'result',
        },
      ),
    },
    work: (bench) => load(bench),
    rule: { rule: 'failed-call', severity: 'error', because: /No space left/ },
    lane: 'sample',
  },
  {
    name: 'a chunk is refused before it is whole',
    bench: {
      faults: at(
        'uploadFixedChunk',
        { nth: 1 },
        { kind: 'reply', status: 400, text: 'chunk is too large', instead: 'early', afterBytes: 1000 },
      ),
    },
    work: (bench) => load(bench, { archiveKind: 'image', sizeBytes: 4_000_000 }),
    rule: { rule: 'failed-call', severity: 'error', also: ['early-reply'] },
    lane: 'sample',
  },
  {
    name: 'finish is never answered, and the connection ends after 7 s',
    bench: {
      faults: at('finish', {}, { kind: 'close', how: 'fin', afterMs: 7000 }, { kind: 'delay', durationMs: forEverMs }),
    },
    work: (bench) => load(bench),
    rule: { rule: 'finish-unanswered', severity: 'error' },
    lane: 'quiet',
  },
  {
    name: 'a chunk is never answered',
    bench: { faults: at(chunks, { nth: 3 }, { kind: 'delay', durationMs: forEverMs }) },
    work: (bench) => loadUntilFound(bench, 'stuck-call'),
    rule: { rule: 'stuck-call', severity: 'error' },
    lane: 'quiet',
  },
  {
    name: 'the server goes away in the middle of the chunks',
    bench: { faults: at(chunks, { nth: 5 }, { kind: 'close', how: 'fin' }) },
    work: (bench) => load(bench),
    rule: { rule: 'unfinished-session', severity: 'error' },
    lane: 'sample',
  },
];
