// What the dashboard costs where 2 000 calls pass each second: time in the thread of the relay, and characters for the terminal, view by
// view. In: nothing; time is simulated, so that only our own work is measured. Out: a row for each view. Asserts nothing.
import { EventEmitter } from 'node:events';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { startDashboard } from '../../src/sinks/dashboard/index.js';

export const callsPerSecond = 2_000;
const simulatedSeconds = 20;
/** Before that caches and code are cold. */
const warmUpSeconds = 5;
const refreshEveryMs = 100;
const columns = 120;
const rows = 40;
const chunkBytes = 40_000;
const viewKeys = ['1', '2', '3', '4', '5', '6', '7'] as const;
const viewNames = ['overview', 'timeline', 'calls', 'latency', 'flow', 'verdicts', 'events'] as const;

export interface ViewCost {
  readonly view: string;
  /** Of one core. */
  readonly share: number;
  readonly bytesPerSec: number;
}

class CountingTerminal extends EventEmitter {
  readonly columns = columns;
  readonly rows = rows;
  readonly isTTY = true;
  readonly writable = true;
  byteCount = 0;
  write(text: string): boolean {
    this.byteCount += Buffer.byteLength(text);
    return true;
  }
}

class SilentKeyboard extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
  resume(): this {
    return this;
  }
  pause(): this {
    return this;
  }
}

function opening(): Event[] {
  const at = { connection: 1, atMs: 0 };
  return [
    { ...at, kind: 'opened', client: '192.0.2.1:40000', server: '192.0.2.2:8007', entry: 'direct', isLateJoin: false },
    {
      ...at,
      kind: 'requestHead',
      protocol: 'http1',
      stream: 1,
      firstAtMs: 0,
      method: 'GET',
      target: '/api2/json/backup?store=tank&backup-type=host&backup-id=elsa&backup-time=1795507140',
      authority: 'pbs',
      headers: [],
      credential: null,
      upgrade: 'proxmox-backup-protocol-v1',
      headBytes: 200,
      hasBody: false,
    },
    {
      ...at,
      kind: 'responseHead',
      protocol: 'http1',
      stream: 1,
      firstAtMs: 0,
      status: 101,
      headers: [],
      headBytes: 100,
      hasBody: false,
    },
    { ...at, kind: 'http2Began', how: 'upgrade', upgrade: 'proxmox-backup-protocol-v1' },
  ];
}

/** One chunk call of 12 ms. */
function callAt(atMs: number, index: number): Event[] {
  const on = { connection: 1, protocol: 'http2' as const, stream: 2 * index + 1 };
  const target = `/dynamic_chunk?wid=1&digest=${index.toString(16).padStart(64, '0')}&size=${chunkBytes}&encoded-size=${chunkBytes}`;
  const doneMs = atMs + 12;
  return [
    {
      ...on,
      kind: 'requestHead',
      atMs,
      firstAtMs: atMs,
      method: 'POST',
      target,
      authority: null,
      headers: [],
      credential: null,
      upgrade: null,
      headBytes: 90,
      hasBody: true,
    },
    {
      ...on,
      kind: 'data',
      atMs: atMs + 4,
      firstAtMs: atMs,
      direction: 'toServer',
      byteCount: chunkBytes,
      connectionWindowBytes: 30_000_000 - (index % 50) * 100_000,
      streamWindowBytes: 33_000_000,
    },
    { ...on, kind: 'bodyEnd', atMs: atMs + 4, direction: 'toServer', totalBytes: chunkBytes },
    {
      ...on,
      kind: 'responseHead',
      atMs: doneMs,
      firstAtMs: doneMs,
      status: 200,
      headers: [],
      headBytes: 20,
      hasBody: false,
    },
    { ...on, kind: 'bodyEnd', atMs: doneMs, direction: 'toClient', totalBytes: 0 },
  ];
}

function costOf(key: string, view: string): ViewCost {
  const analyzer = new Analyzer({ source: { kind: 'live', name: 'bench' }, startedAtUnixMs: 0 });
  for (const event of opening()) analyzer.feed(event);
  const output = new CountingTerminal();
  const input = new SilentKeyboard();
  const dashboard = startDashboard({
    feed: analyzer,
    title: 'bench',
    isLive: true,
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    notices: [],
    isAscii: false,
    colour: '256',
    redrawEveryMs: 0,
    onQuit: () => undefined,
  });
  input.emit('data', Buffer.from(key));
  let pending: Event[] = [];
  let index = 0;
  let spentMs = 0;
  let writtenBefore = 0;
  for (let nowMs = refreshEveryMs; nowMs <= simulatedSeconds * 1000; nowMs += refreshEveryMs) {
    for (; (index / callsPerSecond) * 1000 < nowMs; index += 1)
      pending.push(...callAt((index / callsPerSecond) * 1000, index));
    pending.sort((a, b) => a.atMs - b.atMs);
    for (const event of pending.filter((one) => one.atMs <= nowMs)) analyzer.feed(event);
    pending = pending.filter((one) => one.atMs > nowMs);
    analyzer.advanceTo(nowMs);
    if (nowMs === warmUpSeconds * 1000) {
      spentMs = 0;
      writtenBefore = output.byteCount;
    }
    const began = process.cpuUsage();
    dashboard.refresh();
    const { user, system } = process.cpuUsage(began);
    spentMs += (user + system) / 1000;
  }
  dashboard.close();
  const seconds = simulatedSeconds - warmUpSeconds;
  return { view, share: spentMs / (seconds * 1000), bytesPerSec: (output.byteCount - writtenBefore) / seconds };
}

export function measureViews(progress: (text: string) => void): ViewCost[] {
  return viewKeys.map((key, index) => {
    const view = viewNames[index] ?? key;
    progress(view);
    return costOf(key, view);
  });
}
