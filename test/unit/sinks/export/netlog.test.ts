// A NetLog against the conditions of netlog-viewer (its log_util.js and main.js) and against one that Chromium wrote itself: numbers of types,
// names of parameters. Stalls of a window and of streams are in it; whatever Events come, it is one JSON value.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Analyzer } from '../../../../src/core/analyzer.js';
import type { Event } from '../../../../src/core/event/index.js';
import { beginNetlog } from '../../../../src/sinks/export/netlog/index.js';
import { fixturesFolder } from '../../../support/paths.js';
import { decodeCapture } from '../../../support/read-report.js';

interface NetlogEvent {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly phase: number;
  readonly source: { readonly id: number; readonly type: number; readonly start_time: string };
  readonly time: string;
  readonly type: number;
}

interface Netlog {
  readonly constants: Readonly<Record<string, Readonly<Record<string, number>>>> & { readonly timeTickOffset: unknown };
  readonly events: readonly NetlogEvent[];
}

const genuine = JSON.parse(readFileSync(join(fixturesFolder, 'netlog', 'chromium-156.json'), 'utf8')) as Netlog;

function render(events: readonly Event[], startedAtUnixMs = 0): Netlog {
  const rendering = beginNetlog(startedAtUnixMs);
  const analyzer = new Analyzer({ source: { kind: 'capture', name: 'x' }, startedAtUnixMs });
  const text = events.map((event) => rendering.feed(event)).join('') + rendering.end(analyzer.report(), analyzer);
  return JSON.parse(text) as Netlog;
}

const renderCapture = async (name: string): Promise<Netlog> => {
  const { events, startedAtUnixMs } = await decodeCapture(join(fixturesFolder, 'captures', name));
  return render(events, startedAtUnixMs);
};

const namesOf = ({ constants }: Netlog): ReadonlyMap<number, string> =>
  new Map(Object.entries(constants['logEventTypes'] ?? {}).map(([name, number]) => [number, name]));

const nameAll = (log: Netlog): string[] => log.events.map(({ type }) => namesOf(log).get(type) ?? '?');

/** As the viewer does before it shows anything; events that fail it leaves out. */
function checkAsViewer({ constants, events }: Netlog): void {
  for (const name of [
    'logEventTypes',
    'clientInfo',
    'logEventPhase',
    'logSourceType',
    'loadFlag',
    'netError',
    'addressFamily',
  ])
    assert.equal(typeof constants[name], 'object', name);
  assert.equal(constants['logFormatVersion'], 1);
  assert.ok(
    typeof constants.timeTickOffset === 'string' && !Number.isNaN(Number.parseInt(constants.timeTickOffset, 10)),
  );
  const numbers = (name: string): ReadonlySet<number> => new Set(Object.values(constants[name] ?? {}));
  for (const event of events) {
    assert.equal(typeof event.time, 'string');
    assert.ok(numbers('logEventTypes').has(event.type));
    assert.ok(numbers('logSourceType').has(event.source.type));
    assert.ok(numbers('logEventPhase').has(event.phase));
  }
}

test('netlog-viewer takes every event of a backup', async () => {
  const { events } = await decodeCapture(join(fixturesFolder, 'captures', 'pbs-3.2.4', '12-multi-archive.pcap.gz'));
  const log = render(events);
  checkAsViewer(log);
  const heads = events.filter((event) => event.kind === 'requestHead' && event.protocol === 'http2');
  assert.equal(nameAll(log).filter((name) => name === 'HTTP2_SESSION_SEND_HEADERS').length, heads.length);
});

test('types, sources and errors have the numbers that Chromium gives them', async () => {
  const { constants } = render([]);
  for (const name of ['logEventTypes', 'logSourceType', 'logEventPhase', 'addressFamily']) {
    for (const [word, number] of Object.entries(constants[name] ?? {}))
      assert.equal(number, genuine.constants[name]?.[word], `${name} ${word}`);
  }
  for (const [word, number] of Object.entries(genuine.constants['netError'] ?? {}))
    assert.equal(constants['netError']?.[word], number, word);
});

test('parameters are named as Chromium names them', async () => {
  const ours = await renderCapture('pbs-3.2.4/10-backup-rtt80.pcap.gz');
  const key = ({ type, phase }: NetlogEvent): string => `${type} ${phase}`;
  const theirs = new Map(genuine.events.map((event) => [key(event), event]));
  let comparedCount = 0;
  for (const event of ours.events) {
    const model = theirs.get(key(event));
    const isHttp2 = namesOf(ours).get(event.type)?.startsWith('HTTP2_') === true;
    if (model === undefined || !isHttp2) continue;
    comparedCount += 1;
    const allowed = Object.keys(model.params ?? {});
    for (const name of Object.keys(event.params ?? {})) assert.ok(allowed.includes(name), `${key(event)}: ${name}`);
    for (const name of ['stream_id', 'size', 'delta', 'fin', 'headers', 'settings', 'net_error'])
      if (allowed.includes(name))
        assert.equal(typeof event.params?.[name], typeof model.params?.[name], `${key(event)}: ${name}`);
  }
  assert.ok(comparedCount > 300);
});

test('each source begins once and ends once, with its connection', async () => {
  const log = await renderCapture('pbs-4.1.1/03-meta-second.pcapng');
  const count = (name: string, phase: number): number =>
    log.events.filter((event) => event.phase === phase && namesOf(log).get(event.type) === name).length;
  for (const name of ['SOCKET_ALIVE', 'HTTP2_SESSION', 'TCP_CONNECT', 'SSL_CONNECT', 'REQUEST_ALIVE'])
    assert.deepEqual([count(name, 1), count(name, 2)], [2, 2], name);
});

test('a shut window of the connection and of a stream stall the session, and open it again', () => {
  const at = { connection: 1, protocol: 'http2', direction: 'toServer' } as const;
  const log = render([
    {
      kind: 'opened',
      connection: 1,
      atMs: 0,
      client: '10.0.0.1:5',
      server: '10.0.0.2:8007',
      entry: 'passive',
      isLateJoin: false,
    },
    { kind: 'http2Began', connection: 1, atMs: 1, how: 'prior-knowledge', upgrade: null },
    {
      kind: 'data',
      ...at,
      atMs: 2,
      stream: 5,
      byteCount: 9,
      firstAtMs: 2,
      connectionWindowBytes: 0,
      streamWindowBytes: 7,
    },
    { kind: 'windowStall', ...at, atMs: 2, stream: 0, isStalled: true, windowBytes: 0 },
    { kind: 'windowStall', ...at, atMs: 3, stream: 0, isStalled: false, windowBytes: 1 },
    { kind: 'windowStall', ...at, atMs: 4, stream: 7, isStalled: true, windowBytes: 0 },
    { kind: 'closed', connection: 1, atMs: 9, by: 'server', how: 'reset' },
  ]);
  checkAsViewer(log);
  assert.deepEqual(
    log.events.slice(6).map((event) => [namesOf(log).get(event.type), event.params?.['stream_id'] ?? null, event.time]),
    [
      ['HTTP2_SESSION_STREAM_STALLED_BY_SESSION_SEND_WINDOW', 5, '2'],
      ['HTTP2_STREAM_FLOW_CONTROL_UNSTALLED', 5, '3'],
      ['HTTP2_SESSION_STREAM_STALLED_BY_STREAM_SEND_WINDOW', 7, '4'],
      ['HTTP2_SESSION_CLOSE', null, '9'],
      ['HTTP2_SESSION', null, '9'],
      ['SOCKET_ALIVE', null, '9'],
    ],
  );
});

test('the limit of streams is met', () => {
  const head = (stream: number): Event => ({
    kind: 'requestHead',
    connection: 1,
    protocol: 'http2',
    stream,
    atMs: stream,
    firstAtMs: stream,
    method: 'GET',
    target: `/x${stream}`,
    authority: null,
    headers: [],
    credential: null,
    upgrade: null,
    headBytes: 9,
    hasBody: false,
  });
  const log = render([
    {
      kind: 'opened',
      connection: 1,
      atMs: 0,
      client: '10.0.0.1:5',
      server: '10.0.0.2:8007',
      entry: 'passive',
      isLateJoin: true,
    },
    { kind: 'http2Began', connection: 1, atMs: 0, how: 'prior-knowledge', upgrade: null },
    { kind: 'settings', connection: 1, atMs: 0, direction: 'toClient', settings: { MAX_CONCURRENT_STREAMS: 2 } },
    head(1),
    head(3),
  ]);
  const stalled = log.events.filter(({ type }) => namesOf(log).get(type) === 'HTTP2_SESSION_STALLED_MAX_STREAMS');
  assert.deepEqual(
    stalled.map(({ params }) => params),
    [{ max_concurrent_streams: 2, num_active_streams: 2, num_created_streams: 2, url: '/x3' }],
  );
});

test('nothing seen: an empty log', () => {
  const log = render([]);
  checkAsViewer(log);
  assert.deepEqual(log.events, []);
});
