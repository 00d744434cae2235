// `report --format har`: HTTP Archive 1.2, a page per session and an entry per call, HTTP/1.1 and HTTP/2 alike. In: the report and its
// calls. Out: one JSON value. `blocked` is the time before a shut flow-control window. What HAR has no field for stands in `_pbs`.
// Headers and bodies are not kept by pbscope (secrets stop at decode), so their lists are empty and their sizes -1.
import { STATUS_CODES } from 'node:http';
import { parseQuery, splitTarget } from '../../core/pbs/index.js';
import type { CallRow, Report, ReportSession } from '../../core/report/index.js';
import { roundNumber } from '../../core/report/index.js';
import type { ReportDetails } from './format.js';
import { formatWallClock } from './wall-clock.js';

/** HAR's word for a number that is not known. */
const unknownSize = -1;
const pageId = (session: number): string => `session-${session}`;

const pageOf = (report: Report, session: ReportSession): object => ({
  startedDateTime: formatWallClock(report, session.startedAtMs),
  id: pageId(session.id),
  title: `${session.kind} ${session.snapshot ?? '(no snapshot)'}: ${session.outcome}`,
  pageTimings: { onContentLoad: unknownSize, onLoad: session.durationMs },
  _pbs: { store: session.store, namespace: session.namespace, totals: session.totals, twinOf: session.twinOf },
});

/** The parts sum to `time`, as HAR demands. What is not over yet counts as far as it came. */
function timingsOf(call: CallRow): { readonly time: number; readonly timings: object } {
  const send = Math.max(0, (call.uploadMs ?? 0) - call.blockedMs);
  const wait = call.waitMs ?? 0;
  const receive = call.responseMs ?? 0;
  return {
    time: call.blockedMs + send + wait + receive,
    timings: { blocked: call.blockedMs, dns: -1, connect: -1, ssl: -1, send, wait, receive },
  };
}

/** Whatever a client sent, as a URI may have it; its own escapes stay. */
const formatPath = (target: string): string =>
  encodeURI(target.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%25([0-9a-f]{2})/gi, '%$1');

function entryOf(report: Report, call: CallRow, server: string): object {
  const { query } = splitTarget(call.target);
  const httpVersion = call.protocol === 'http2' ? 'HTTP/2.0' : 'HTTP/1.1';
  const status = call.status ?? 0;
  const at = server.lastIndexOf(':');
  const { time, timings } = timingsOf(call);
  return {
    ...(call.session === null ? {} : { pageref: pageId(call.session) }),
    startedDateTime: formatWallClock(report, call.startedAtMs),
    time,
    request: {
      method: call.method,
      url: `https://${server}${formatPath(call.target)}`,
      httpVersion,
      cookies: [],
      headers: [],
      queryString: parseQuery(query).map(([name, value]) => ({ name, value })),
      headersSize: unknownSize,
      bodySize: call.requestBytes,
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion,
      cookies: [],
      headers: [],
      content: { size: call.responseBytes, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: unknownSize,
      bodySize: call.responseBytes,
      ...(call.state === 'answered' ? {} : { comment: `no whole reply: ${call.state}` }),
    },
    cache: {},
    timings,
    serverIPAddress: server.slice(0, at).replace(/^\[|\]$/g, ''),
    connection: String(call.connection),
    _pbs: {
      id: call.id,
      operation: call.operation,
      archive: call.archive,
      session: call.session,
      stream: call.stream,
      state: call.state,
      isStuck: call.isStuck,
      blockedMs: call.blockedMs,
      appendedBy: call.appendedBy,
    },
  };
}

export function renderHar(report: Report, details: ReportDetails): string {
  const servers = new Map(report.connections.map((connection) => [connection.id, connection.server]));
  const log = {
    version: '1.2',
    creator: { name: 'pbscope', version: String(report.format) },
    pages: report.sessions.map((session) => pageOf(report, session)),
    entries: details
      .calls({ order: 'oldest-first' })
      .map((call) => entryOf(report, call, servers.get(call.connection) ?? 'unknown:0')),
    comment: `${report.source.kind} ${report.source.name}; calls left out: ${report.dropped.calls}`,
  };
  return `${JSON.stringify({ log }, roundNumber)}\n`;
}
