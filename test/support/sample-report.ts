// A made-up run with something of everything, the same each time: two backups, a restore, a stuck upload, a refusal, problems.
// In: nothing. Out: a feed for the dashboard. Numbers are plausible, and simple enough to be checked by eye.
import {
  type CallRow,
  type CauseTimesMs,
  causes,
  type EventRow,
  type LatencySummary,
  type Report,
  type ReportSession,
  type SeriesPoint,
  type Stall,
} from '../../src/core/report/index.js';
import type { DashboardFeed } from '../../src/sinks/dashboard/index.js';

const nowMs = 95_400;
const chunkBytes = 4_194_304;

const latency = (count: number, scaleMs: number): LatencySummary => ({
  count,
  p50Ms: scaleMs,
  p95Ms: scaleMs * 2.5,
  p99Ms: scaleMs * 4.12,
  maxMs: scaleMs * 11,
  uploadP50Ms: scaleMs * 0.4,
  waitP50Ms: scaleMs * 0.6,
  responseP50Ms: 0,
});

const noTotals = {
  chunkCount: 0,
  uploadedCount: 0,
  knownCount: 0,
  logicalBytes: 0,
  uploadedBytes: 0,
  encodedBytes: 0,
  reusedBytes: 0,
  dedupRatio: null,
  dedupShare: null,
  compressionRatio: null,
};

const noTime = Object.fromEntries(causes.map((cause) => [cause, 0])) as CauseTimesMs;

const session = (change: Partial<ReportSession> & Pick<ReportSession, 'id' | 'startedAtMs'>): ReportSession => ({
  connection: change.id,
  kind: 'backup',
  store: 'tank',
  namespace: '',
  snapshot: null,
  authId: 'backup@pbs!nightly',
  userAgent: 'proxmox-backup-client/1.0',
  outcome: 'finished',
  refusal: null,
  twinOf: null,
  sameAs: null,
  durationMs: 0,
  archives: [],
  totals: noTotals,
  latency: {},
  chunkCheck: null,
  inFlight: { max: 0, mean: 0, open: 0 },
  rttMs: { client: 0.4, server: 41.2 },
  client: {
    kind: 'file-client',
    name: 'proxmox-backup-client',
    evidence: ['user-agent proxmox-backup-client/1.0'],
    pipeline: { callCount: 66, per: 'archive', isEstimate: false },
  },
  server: { kind: 'pbs-4', name: 'Proxmox Backup Server 4.x', evidence: [], foreignSettings: null },
  timeBudgetMs: noTime,
  serverMsByOperation: {},
  limitedBy: null,
  timeBudgetNotes: [],
  stuckCalls: [],
  callCount: 0,
  failedCalls: [],
  previousUploadStats: null,
  unknowns: [],
  ...change,
});

const archive = (name: string, wid: number, uploadedCount: number, knownCount: number) => {
  const chunkCount = uploadedCount + knownCount;
  return {
    name,
    wid,
    kind: 'dynamic' as const,
    chunkCount,
    uploadedCount,
    knownCount,
    logicalBytes: chunkCount * chunkBytes,
    uploadedBytes: uploadedCount * chunkBytes,
    encodedBytes: (uploadedCount * chunkBytes) / 2,
    reusedBytes: knownCount * chunkBytes,
    dedupRatio: uploadedCount === 0 ? null : chunkCount / uploadedCount,
    dedupShare: knownCount / chunkCount,
    compressionRatio: uploadedCount === 0 ? null : 0.5,
    appendedCount: chunkCount,
    knownFromPreviousCount: knownCount,
    repeatedCount: 0,
    wastedBytes: 0,
    isIncremental: false,
    isEncrypted: false,
    closed: true,
    downloadedCount: 0,
    downloadedBytes: 0,
  };
};

const root = archive('root.pxar.didx', 1, 24, 276);
const catalog = archive('catalog.pcat1.didx', 2, 1, 0);
const stuckTarget =
  '/dynamic_chunk?wid=1&digest=5f70bf18a086007016e948b04aed3b82103a36be&size=4194304&encoded-size=2097152';

const running = session({
  id: 3,
  startedAtMs: 52_000,
  durationMs: nowMs - 52_000,
  snapshot: 'host/elsa/2026-11-24T08:00:00Z',
  outcome: 'open',
  archives: [root, catalog],
  totals: {
    ...root,
    chunkCount: 301,
    uploadedCount: 25,
    logicalBytes: 301 * chunkBytes,
    uploadedBytes: 25 * chunkBytes,
    encodedBytes: 12.5 * chunkBytes,
    dedupRatio: 12.04,
  },
  latency: {
    uploadDynamicChunk: latency(25, 81.3),
    appendDynamicIndex: latency(19, 42.7),
    downloadPrevious: latency(2, 130),
    createDynamicIndex: latency(2, 41.9),
    previousBackupTime: latency(1, 41.2),
  },
  chunkCheck: latency(46, 64.2),
  inFlight: { max: 12, mean: 6.24, open: 2 },
  timeBudgetMs: {
    ...noTime,
    connectionWindow: 12_400,
    requestTransfer: 14_000,
    roundTrip: 9_600,
    server: 5_200,
    clientProduce: 2_200,
  },
  serverMsByOperation: { uploadDynamicChunk: 4_100, appendDynamicIndex: 1_100 },
  limitedBy: 'connectionWindow',
  stuckCalls: [
    {
      operation: 'uploadDynamicChunk',
      archive: 'root.pxar.didx',
      target: stuckTarget,
      startedAtMs: 80_250,
      state: 'open',
      ageMs: nowMs - 80_250,
      silentMs: 12_400,
      requestBytes: 1_048_576,
      announcedBytes: 2_097_152,
      isRequestWhole: false,
      hasReplyBegun: false,
      responseBytes: 0,
      responseAnnouncedBytes: null,
      windows: {
        toServer: { connectionBytes: 0, streamBytes: 65_535 },
        toClient: { connectionBytes: null, streamBytes: null },
      },
      connectionWindowBytes: 0,
      streamWindowBytes: 65_535,
      lastFrames: { toServer: { text: 'DATA of stream 43', atMs: 83_000 }, toClient: null },
      tcp: null,
      owedBy: 'serverWindow',
      owedBytes: 1_048_576,
      vanished: null,
      owes: 'The server owes window (that of the connection is used up): the client has 1.0 MiB to send.',
    },
  ],
  callCount: 53,
  previousUploadStats: { count: 290, sizeBytes: 1e9, compressedSizeBytes: 5e8, duplicates: 7 },
  unknowns: ['The client joined 5 entries of the previous index that were not seen.'],
});

const sessions: readonly ReportSession[] = [
  session({
    id: 1,
    startedAtMs: 1200,
    durationMs: 38_400,
    snapshot: 'host/elsa/2026-11-23T08:00:00Z',
    archives: [archive('root.pxar.didx', 1, 280, 0)],
    totals: { ...archive('root.pxar.didx', 1, 280, 0) },
    latency: { uploadDynamicChunk: latency(280, 92) },
    chunkCheck: latency(290, 88),
    inFlight: { max: 16, mean: 11.2, open: 0 },
    callCount: 296,
  }),
  session({
    id: 2,
    startedAtMs: 44_000,
    durationMs: 120,
    snapshot: 'vm/100/2026-11-24T07:59:00Z',
    outcome: 'refused',
    refusal: { status: 400, error: 'unable to acquire lock on snapshot group' },
    callCount: 1,
    failedCalls: [
      {
        operation: 'openBackup',
        method: 'GET',
        target: '/api2/json/backup?backup-id=100&backup-time=1795507140&backup-type=vm&store=tank',
        archive: null,
        status: 400,
        state: 'answered',
        error: 'unable to acquire lock on snapshot group',
        startedAtMs: 44_000,
        durationMs: 120,
      },
    ],
  }),
  running,
];

const connection = (id: number): Report['connections'][number] => ({
  id,
  client: `192.0.2.10:4${id}120`,
  server: '198.51.100.7:8007',
  entry: 'direct',
  tls: null,
  legs: null,
  tcp: null,
  alpn: null,
  upgrade: 'proxmox-backup-protocol-v1',
  settings: { client: null, server: null },
  bytes: { toServer: 1e9, toClient: 1e6 },
  openedAtMs: 0,
  closedAtMs: null,
  closedBy: null,
  how: null,
  hopOf: null,
  callCount: 0,
  failedCalls: [],
  darkReasons: [],
});

const settings = {
  client: { ENABLE_PUSH: 0, INITIAL_WINDOW_SIZE: 2_097_152, MAX_FRAME_SIZE: 4_194_304 },
  server: { MAX_CONCURRENT_STREAMS: 100, INITIAL_WINDOW_SIZE: 33_554_432, MAX_FRAME_SIZE: 4_194_304 },
};

const quietVerdict = (rule: string, state: 'ok' | 'not-enough-data'): Report['verdicts'][number] => ({
  rule,
  state,
  severity: 'info',
  title: rule,
  because: [],
  advice: '',
  session: null,
  connection: null,
  chargedMs: null,
});

const sampleVerdicts: Report['verdicts'] = [
  {
    rule: 'stuck-call',
    state: 'found',
    severity: 'error',
    title: 'A call does not move',
    because: [
      'uploadDynamicChunk of root.pxar.didx: silent for 12.4 s.',
      'The server owes window (that of the connection is used up): the client has 1.0 MiB to send.',
    ],
    advice:
      'The server does not read: its disk or its runtime is blocked. Look at the load and the disk of the server.',
    session: 3,
    connection: 3,
    chargedMs: null,
    provenBy: 'stuck',
  },
  {
    rule: 'window-bound',
    state: 'found',
    severity: 'warning',
    title: 'A flow-control window holds up the uploads',
    because: ['The window of the connection was used up for 12.4 s, 29 % of the session.'],
    advice: 'Look at what stands between: the server offers 32 MiB.',
    session: 3,
    connection: 3,
    chargedMs: 12_400,
    provenBy: 'op:chunk',
  },
  {
    rule: 'group-locked',
    state: 'found',
    severity: 'info',
    title: 'Another backup of the same group was running',
    because: ['openBackup was answered with 400: unable to acquire lock on snapshot group.'],
    advice: '',
    session: 2,
    connection: 2,
    chargedMs: null,
    provenBy: 'op:open',
  },
  quietVerdict('rate-limit', 'not-enough-data'),
  quietVerdict('fingerprint', 'ok'),
  quietVerdict('idle-timeout', 'ok'),
  quietVerdict('mtu-black-hole', 'ok'),
];

export const sampleReport: Report = {
  format: 1,
  source: { kind: 'live', name: 'sample' },
  startedAt: '2026-11-24T07:58:24.600Z',
  durationMs: nowMs,
  connections: [connection(1), connection(2), { ...connection(3), settings }],
  sessions,
  verdicts: [],
  problems: [{ code: 'http2/bad-stream', connection: 2, atMs: 44_100, detail: 'DATA on stream 5, which is closed' }],
  dropped: { events: 0, calls: 0, problems: 0, sessions: 0, connections: 0, seriesPoints: 0, stalls: 0 },
};

/** The same, judged: with something to say in every view of the dashboard. */
export const judgedReport: Report = { ...sampleReport, verdicts: sampleVerdicts };

const call = (change: Partial<CallRow> & Pick<CallRow, 'id' | 'operation' | 'startedAtMs'>): CallRow => ({
  session: 3,
  connection: 3,
  protocol: 'http2',
  stream: 2 * change.id - 599,
  method: 'POST',
  target: `/${change.operation}`,
  archive: null,
  uploadMs: 0,
  blockedMs: 0,
  waitMs: 41,
  responseMs: 0.2,
  durationMs: 41.2,
  requestBytes: 0,
  responseBytes: 20,
  status: 200,
  state: 'answered',
  appendedBy: null,
  isStuck: false,
  ...change,
});

function makeCalls(): CallRow[] {
  const first = [
    call({
      id: 300,
      session: 2,
      connection: 2,
      operation: 'openBackup',
      method: 'GET',
      target: '/api2/json/backup?backup-id=100&backup-time=1795507140&backup-type=vm&store=tank',
      startedAtMs: 44_000,
      status: 400,
      responseBytes: 40,
      durationMs: 120,
      waitMs: 119.8,
    }),
    call({ id: 301, operation: 'openBackup', method: 'GET', startedAtMs: 52_000, status: 101, responseBytes: 0 }),
    call({ id: 302, operation: 'previousBackupTime', method: 'GET', startedAtMs: 52_090 }),
    call({
      id: 303,
      operation: 'downloadPrevious',
      method: 'GET',
      archive: 'root.pxar.didx',
      startedAtMs: 52_140,
      responseBytes: 15_200,
      responseMs: 12,
      durationMs: 53,
    }),
    call({ id: 304, operation: 'createDynamicIndex', archive: 'root.pxar.didx', startedAtMs: 52_200 }),
    call({ id: 305, operation: 'createDynamicIndex', archive: 'catalog.pcat1.didx', startedAtMs: 52_260 }),
  ];
  const chunks = Array.from({ length: 24 }, (_, index) =>
    call({
      id: 306 + index,
      operation: 'uploadDynamicChunk',
      archive: 'root.pxar.didx',
      target: `/dynamic_chunk?wid=1&digest=${String(index).padStart(8, '0')}&size=4194304&encoded-size=2097152`,
      startedAtMs: 53_000 + index * 1100,
      requestBytes: 2_097_152 - index * 31_000,
      uploadMs: 30 + ((index * 37) % 90),
      waitMs: 42 + ((index * 13) % 30),
      durationMs: 72.2 + ((index * 37) % 90) + ((index * 13) % 30),
    }),
  );
  const appends = Array.from({ length: 19 }, (_, index) =>
    call({
      id: 330 + index,
      operation: 'appendDynamicIndex',
      method: 'PUT',
      archive: 'root.pxar.didx',
      startedAtMs: 53_200 + index * 1400,
      requestBytes: 1024,
      uploadMs: 0.3,
      durationMs: 41.5,
    }),
  );
  const late = [
    call({
      id: 349,
      operation: 'uploadDynamicChunk',
      archive: 'catalog.pcat1.didx',
      startedAtMs: 80_100,
      requestBytes: 310_000,
      uploadMs: null,
      waitMs: null,
      responseMs: null,
      durationMs: null,
      status: null,
      state: 'reset',
    }),
    call({
      id: 350,
      operation: 'uploadDynamicChunk',
      archive: 'root.pxar.didx',
      target: stuckTarget,
      startedAtMs: 80_250,
      requestBytes: 1_048_576,
      uploadMs: null,
      waitMs: null,
      responseMs: null,
      durationMs: null,
      status: null,
      state: 'open',
      isStuck: true,
    }),
    call({
      id: 351,
      operation: 'uploadDynamicChunk',
      archive: 'root.pxar.didx',
      startedAtMs: 95_300,
      requestBytes: 524_288,
      uploadMs: null,
      waitMs: null,
      responseMs: null,
      durationMs: null,
      status: null,
      state: 'open',
    }),
  ];
  return [...first, ...chunks, ...appends, ...late].sort((a, b) => a.startedAtMs - b.startedAtMs);
}

export const sampleCalls: readonly CallRow[] = makeCalls();

export const sampleSeries: readonly SeriesPoint[] = Array.from({ length: 44 }, (_, index) => {
  const wave = Math.abs(((index * 7) % 22) - 11) / 11;
  const isStalled = index >= 31 && index < 43;
  return {
    atMs: 52_000 + index * 1000,
    toServerBytes: isStalled ? 0 : Math.round(wave * 12_000_000),
    toClientBytes: isStalled ? 0 : Math.round((1 - wave) * 40_000),
    logicalBytes: isStalled ? 0 : 8 * chunkBytes,
    uploadedBytes: isStalled ? 0 : Math.round(wave * 2) * chunkBytes,
    reusedBytes: isStalled ? 0 : (8 - Math.round(wave * 2)) * chunkBytes,
    chunkCallCount: isStalled ? 0 : 3,
    inFlightMax: isStalled ? 2 : 4 + (index % 9),
    inFlightAtEnd: isStalled || index === 43 ? 2 : 4,
    connectionWindowMinBytes: isStalled ? 0 : Math.round((1 - wave) * 33_554_432),
    streamWindowMinBytes: isStalled ? 65_535 : Math.round((1 - wave) * 4_194_304),
    toClientWindowMinBytes: isStalled ? null : 2_097_152 - Math.round((1 - wave) * 40_000),
    unansweredMaxBytes: isStalled ? 1_048_576 : Math.round(wave * 8_388_608),
    chunkCallP50Ms: isStalled ? null : 60 + wave * 40,
    chunkCallP99Ms: isStalled ? null : 90 + wave * 200,
  };
});

export const sampleStalls: readonly Stall[] = [
  { connection: 3, session: 3, direction: 'toServer', scope: 'stream', fromMs: 60_400, toMs: 61_900 },
  { connection: 3, session: 3, direction: 'toServer', scope: 'connection', fromMs: 83_000, toMs: null },
];

const sampleFacts: readonly (readonly [connection: number, kind: EventRow['kind'], text: string])[] = [
  [
    3,
    'requestHead',
    'C> requestHead h1#1 GET /api2/json/backup?store=tank authority=pbs upgrade=proxmox-backup-protocol-v1',
  ],
  [3, 'responseHead', 'S> responseHead h1#1 101 end upgrade=proxmox-backup-protocol-v1'],
  [3, 'http2Began', 'http2Began upgrade proxmox-backup-protocol-v1'],
  [3, 'settings', 'S> settings max_concurrent_streams=100 initial_window_size=33554432'],
  [3, 'data', 'C> data 7 2097152 window=31457280/31457280'],
  [2, 'problem', 'C> problem http2/bad-stream stream 5: DATA on stream 5, which is closed'],
  [3, 'windowStall', 'C> windowStall 0 stalled window=0'],
];

export const sampleEvents: readonly EventRow[] = Array.from({ length: 70 }, (_, index) => {
  const [connection, kind, text] = sampleFacts[index % sampleFacts.length]!;
  return { id: 101 + index, atMs: 52_000 + index * 620, connection, kind, text };
});

/** Answers queries as the analyzer does. */
export function createFeed(
  report: Report = judgedReport,
  calls: readonly CallRow[] = sampleCalls,
  series: readonly SeriesPoint[] = sampleSeries,
): DashboardFeed {
  return {
    report: () => report,
    calls: ({ session: wanted, fromMs = -Infinity, toMs = Infinity, limit = Infinity, order }) => {
      const matching = calls.filter(
        (one) =>
          (wanted === undefined || one.session === wanted) &&
          one.startedAtMs <= toMs &&
          one.startedAtMs + (one.durationMs ?? Infinity) >= fromMs,
      );
      return (order === 'newest-first' ? matching.reverse() : matching).slice(0, limit);
    },
    stalls: ({ session: wanted, fromMs = -Infinity, toMs = Infinity }) =>
      report.sessions.length === 0
        ? []
        : sampleStalls.filter(
            (one) =>
              (wanted === undefined || one.session === wanted) &&
              one.fromMs <= toMs &&
              (one.toMs ?? Infinity) >= fromMs,
          ),
    events: ({ connection: wanted, fromMs = -Infinity, toMs = Infinity, text = '', limit = Infinity, order }) => {
      const matching = (report.sessions.length === 0 ? [] : sampleEvents).filter(
        (one) =>
          (wanted === undefined || one.connection === wanted) &&
          one.atMs >= fromMs &&
          one.atMs <= toMs &&
          one.text.toLowerCase().includes(text),
      );
      return (order === 'newest-first' ? matching.reverse() : matching).slice(0, limit);
    },
    series: ({ session: wanted, fromMs = -Infinity, toMs = Infinity }) =>
      wanted === undefined || wanted === 3
        ? series.filter((point) => point.atMs + 1000 > fromMs && point.atMs <= toMs)
        : [],
  };
}

/** Nothing has happened yet. */
export const emptyReport: Report = {
  ...sampleReport,
  durationMs: 0,
  connections: [],
  sessions: [],
  problems: [],
};
