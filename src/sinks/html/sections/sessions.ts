// In: sessions of the report. Out: one part of the page for each: what it was, its figures, archives, latency, what failed, what is
// stuck, what is not known. Computes nothing.
import {
  describeStuckCall,
  describeWhat,
  type FailedCall,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  outcomeWords,
  type Report,
  type ReportSession,
  type StuckCall,
  unknownText,
} from '../../../core/report/index.js';
import { type Content, html, type Markup } from '../markup.js';
import { renderArchives } from './archives.js';
import { number, renderTable, text } from './tables.js';

/** Failed or stuck calls shown of a session; the JSON report has all that were kept. */
const maxShownCalls = 50;

export function renderSessions(report: Report, shown: readonly ReportSession[]): Markup {
  return html`${shown.map(
    (session) => html`<section class="session" id="session-${session.id}" aria-labelledby="session-title-${session.id}">
<h2 id="session-title-${session.id}">Session ${session.id}: ${describeWhat(session)}</h2>
${renderFigures(session)}
${renderFacts(session, report)}
${renderStuck(session.stuckCalls)}
${renderFailed(session.failedCalls, `Failed calls of session ${session.id}`)}
${renderArchives(session)}
${renderLatency(session)}
${session.unknowns.length === 0 ? null : html`<h4>Not known</h4><ul>${session.unknowns.map((line) => html`<li>${line}</li>`)}</ul>`}
</section>
`,
  )}`;
}

type FigureText = readonly [title: string, value: string, beside: string];

/** What is looked for first, in large letters. */
function renderFigures(session: ReportSession): Markup {
  const { totals, rttMs, inFlight } = session;
  const figures: FigureText[] = [
    ['outcome', outcomeWords[session.outcome], ''],
    ['took', formatDuration(session.durationMs), `from ${formatClock(session.startedAtMs)}`],
    ...(totals.logicalBytes === 0 ? [] : sizeFigures(session)),
    ...(totals.dedupRatio === null
      ? []
      : [
          [
            'deduplicated',
            formatFactor(totals.dedupRatio),
            totals.dedupShare === null ? '' : `${formatPercent(totals.dedupShare)} reused`,
          ] as const,
        ]),
    ['round trip', orUnknown(rttMs.server), `to the server; ${orUnknown(rttMs.client)} to the client`],
    ['calls', formatCount(session.callCount), `at most ${inFlight.max} at a time`],
  ];
  return html`<dl class="figures">${figures.map(([title, value, beside]) => html`<div><dt>${title}</dt><dd>${value}<small>${beside}</small></dd></div>`)}</dl>`;
}

function sizeFigures({ kind, totals }: ReportSession): FigureText[] {
  const wire = formatBytes(totals.encodedBytes);
  return [
    ['size', formatBytes(totals.logicalBytes), `${formatCount(totals.chunkCount)} chunks`],
    kind === 'restore'
      ? ['received', wire, 'on the wire']
      : ['uploaded', formatBytes(totals.uploadedBytes), `${wire} on the wire`],
  ];
}

function renderFacts(session: ReportSession, report: Report): Markup {
  const connection = report.connections.find((one) => one.id === session.connection);
  const rows: (readonly [title: string, value: string])[] = [
    ['Datastore', `${session.store ?? 'unknown'}${session.namespace === '' ? '' : `, namespace ${session.namespace}`}`],
    ['User', session.authId ?? 'unknown'],
    ['Client', `${session.client.name} (${session.client.evidence.join('; ')})`],
    [
      'Server',
      [session.server.name, ...(session.server.foreignSettings === null ? [] : [session.server.foreignSettings])].join(
        '. ',
      ),
    ],
    ...(connection === undefined
      ? []
      : [['Connection', `${connection.id}, from ${connection.client} to ${connection.server}`] as const]),
    ...(session.refusal === null
      ? []
      : [['Refused', `${session.refusal.status ?? 'no reply at all'} ${session.refusal.error ?? ''}`] as const]),
    ...(session.twinOf === null ? [] : [['Metadata mode', `goes with session ${session.twinOf}`] as const]),
    ...(session.sameAs === null
      ? []
      : [['Seen twice', `the same session as ${session.sameAs}, on the other side of a box`] as const]),
  ];
  return html`<dl class="facts">${rows.map(([title, value]) => html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>`;
}

function renderStuck(calls: readonly StuckCall[]): Markup | null {
  if (calls.length === 0) return null;
  const items = calls.slice(0, maxShownCalls).map(
    (
      call,
    ) => html`<li class="card error"><b>${call.operation}${call.archive === null ? '' : ` of ${call.archive}`}</b>, begun at ${formatClock(call.startedAtMs)}: ${call.owes}
<ul>${describeStuckCall(call).map((fact) => html`<li>${fact}</li>`)}</ul></li>`,
  );
  return html`<h4>Stuck calls</h4><ul class="cards">${items}</ul>${renderRest(calls.length)}`;
}

export function renderFailed(calls: readonly FailedCall[], label: string): Markup | null {
  if (calls.length === 0) return null;
  const rows = calls
    .slice(0, maxShownCalls)
    .map((call): Content[] => [
      formatClock(call.startedAtMs),
      call.state === 'answered' ? (call.status ?? '') : call.state,
      html`<code>${call.method} ${call.target}</code>`,
      call.error ?? '',
    ]);
  return html`<h4>Failed calls</h4>${renderTable(label, ['at', 'outcome', 'call', 'answer'].map(text), rows)}${renderRest(calls.length)}`;
}

const renderRest = (count: number): Markup | null =>
  count > maxShownCalls
    ? html`<p class="soft">and ${formatCount(count - maxShownCalls)} more in the JSON report.</p>`
    : null;

function renderLatency(session: ReportSession): Markup | null {
  const rows = Object.entries(session.latency).map(([operation, latency]) => [
    operation,
    formatCount(latency.count),
    ...[latency.p50Ms, latency.p95Ms, latency.p99Ms, latency.maxMs].map(formatDuration),
    ...[latency.uploadP50Ms, latency.waitP50Ms, latency.responseP50Ms].map(formatDuration),
  ]);
  if (rows.length === 0) return null;
  const columns = ['calls', 'p50', 'p95', 'p99', 'max', 'upload p50', 'wait p50', 'reply p50'].map(number);
  return html`<h4>Latency</h4>${renderTable(`Latency of session ${session.id}`, [text('operation'), ...columns], rows)}`;
}

const orUnknown = (durationMs: number | null): string =>
  durationMs === null ? unknownText : formatDuration(durationMs);
