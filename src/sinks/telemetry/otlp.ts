// Traces for OpenTelemetry. In: a report, sessions of it, their calls. Out: an ExportTraceServiceRequest in OTLP's JSON form: a session
// is a trace, its archives are spans, calls are children of theirs. opentelemetry-proto 1.x; ids are hex, 64-bit numbers are text.
import { createHash } from 'node:crypto';
import type { CallRow, Report, ReportSession } from '../../core/report/index.js';

export interface SpanDetails {
  calls(query: { readonly session: number }): readonly CallRow[];
}

type Value =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean };
type Attribute = { readonly key: string; readonly value: Value };

/** opentelemetry-proto: Span.SpanKind, Status.StatusCode. */
const kinds = { internal: 1, client: 3 } as const;
const statusCodes = { unset: 0, ok: 1, error: 2 } as const;
const traceIdDigits = 32;
const spanIdDigits = 16;
const failedFrom = 400;

/** The same recording makes the same ids. */
const idOf = (digits: number, ...words: readonly (string | number)[]): string =>
  createHash('sha256').update(words.join('\n')).digest('hex').slice(0, digits);

function attributesOf(values: Readonly<Record<string, string | number | boolean | null>>): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [{ key, value: encodeValue(value) }]));
}

function encodeValue(value: string | number | boolean): Value {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const nanosPerMs = 1e6;
const formatUnixNanos = (startedAtUnixMs: number, atMs: number): string =>
  String(BigInt(startedAtUnixMs) * BigInt(nanosPerMs) + BigInt(Math.round(atMs * nanosPerMs)));

/** Some 7 MB of JSON: a collector takes 20 MiB unless it is told otherwise, and a session of 1 TB has 180 MB. */
const spansPerRequest = 10_000;

export function renderOtlp(report: Report, details: SpanDetails): string {
  const spans = report.sessions.flatMap((session) => {
    const calls = details.calls({ session: session.id });
    const { heads, spanOf } = spansOf(report, session, calls, null);
    return [...heads, ...calls.map(spanOf)];
  });
  return encodeRequest(report, spans, null);
}

/** One session in requests that a collector takes, each made when it is asked for; its calls are taken now. `host`: where this runs. */
export function renderOtlpRequests(
  report: Report,
  details: SpanDetails,
  session: ReportSession,
  host: string,
): Iterable<string> {
  const calls = details.calls({ session: session.id });
  const { heads, spanOf } = spansOf(report, session, calls, host);
  function* requests(): Generator<string> {
    yield encodeRequest(report, [...heads, ...calls.slice(0, spansPerRequest).map(spanOf)], host);
    for (let at = spansPerRequest; at < calls.length; at += spansPerRequest)
      yield encodeRequest(report, calls.slice(at, at + spansPerRequest).map(spanOf), host);
  }
  return requests();
}

function encodeRequest(report: Report, spans: readonly object[], host: string | null): string {
  const resource = {
    attributes: attributesOf({ 'service.name': 'pbscope', 'host.name': host, 'pbscope.source': report.source.name }),
  };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'pbscope' }, spans }] }] })}\n`;
}

interface SessionSpans {
  /** The session's own and those of its archives. */
  readonly heads: readonly object[];
  readonly spanOf: (call: CallRow) => object;
}

function spansOf(report: Report, session: ReportSession, calls: readonly CallRow[], host: string | null): SessionSpans {
  const startedAtUnixMs = Date.parse(report.startedAt);
  const nanosAt = (atMs: number): string => formatUnixNanos(startedAtUnixMs, atMs);
  const traceId = idOf(
    traceIdDigits,
    ...(host === null ? [] : [host]),
    report.startedAt,
    report.source.name,
    session.id,
  );
  const spanId = (...words: readonly (string | number)[]): string => idOf(spanIdDigits, traceId, ...words);
  const rootId = spanId('session');
  const endMs = session.startedAtMs + session.durationMs;
  const hasFailed = session.outcome !== 'finished' && session.outcome !== 'open' && session.outcome !== 'cut';
  const root = {
    traceId,
    spanId: rootId,
    name: `${session.kind} ${session.snapshot ?? ''}`.trim(),
    kind: kinds.internal,
    startTimeUnixNano: nanosAt(session.startedAtMs),
    endTimeUnixNano: nanosAt(endMs),
    attributes: attributesOf({
      'pbs.store': session.store,
      'pbs.namespace': session.namespace,
      'pbs.snapshot': session.snapshot,
      'pbs.outcome': session.outcome,
      'pbs.logical_bytes': session.totals.logicalBytes,
      'pbs.uploaded_bytes': session.totals.uploadedBytes,
      'pbs.dedup_share': session.totals.dedupShare,
      ...Object.fromEntries(
        Object.entries(session.timeBudgetMs).map(([cause, ms]) => [`pbs.time_budget_ms.${cause}`, ms]),
      ),
    }),
    status: { code: hasFailed ? statusCodes.error : statusCodes.unset, message: hasFailed ? session.outcome : '' },
  };
  const endOf = (call: CallRow): number =>
    call.durationMs === null ? Math.max(endMs, call.startedAtMs) : call.startedAtMs + call.durationMs;
  const archives = new Map<string, { startMs: number; endMs: number }>();
  for (const call of calls) {
    if (call.archive === null) continue;
    const span = archives.get(call.archive) ?? { startMs: call.startedAtMs, endMs: endOf(call) };
    archives.set(call.archive, {
      startMs: Math.min(span.startMs, call.startedAtMs),
      endMs: Math.max(span.endMs, endOf(call)),
    });
  }
  const archiveSpans = [...archives].map(([name, span]) => {
    const numbers = session.archives.find((archive) => archive.name === name);
    return {
      traceId,
      spanId: spanId('archive', name),
      parentSpanId: rootId,
      name,
      kind: kinds.internal,
      startTimeUnixNano: nanosAt(span.startMs),
      endTimeUnixNano: nanosAt(span.endMs),
      attributes: attributesOf({
        'pbs.archive': name,
        'pbs.wid': numbers?.wid ?? null,
        'pbs.chunks': numbers?.chunkCount ?? null,
        'pbs.logical_bytes': numbers?.logicalBytes ?? null,
        'pbs.uploaded_bytes': numbers?.uploadedBytes ?? null,
      }),
      status: { code: statusCodes.unset, message: '' },
    };
  });
  const spanOf = (call: CallRow): object => {
    const isError = call.state !== 'answered' || (call.status ?? 0) >= failedFrom;
    return {
      traceId,
      spanId: spanId('call', call.id),
      parentSpanId: call.archive === null ? rootId : spanId('archive', call.archive),
      name: call.operation,
      kind: kinds.client,
      startTimeUnixNano: nanosAt(call.startedAtMs),
      endTimeUnixNano: nanosAt(endOf(call)),
      attributes: attributesOf({
        'http.request.method': call.method,
        'url.path': call.target.split('?')[0] ?? '',
        'http.response.status_code': call.status,
        'http.request.body.size': call.requestBytes,
        'http.response.body.size': call.responseBytes,
        'pbs.blocked_ms': call.blockedMs,
        'pbs.wait_ms': call.waitMs,
        'pbs.stuck': call.isStuck ? true : null,
      }),
      status: { code: isError ? statusCodes.error : statusCodes.unset, message: isError ? call.state : '' },
    };
  };
  return { heads: [root, ...archiveSpans], spanOf };
}
