// In: the report, the sessions to be shown, calls and series on demand. Out: the data of the page, bounded, and what was left out.
// Rounds to microseconds and bytes; computes no numbers of its own (D11).
import {
  binLatency,
  type CallRow,
  countOf,
  describeWhat,
  hasFailed,
  type Report,
  type ReportSession,
  type Stall,
  stepSeries,
} from '../../core/report/index.js';
import type { ReportAnswers } from './answers.js';
import { chooseCalls } from './choose-calls.js';
import type { PageCalls, PageCharts, PageData, PageStall } from './page/index.js';

/** Some 1.4 MB of page, and drawn in a moment. */
const maxDrawnCalls = 20_000;
/** Of the longest: shorter ones are thinner than a line. */
const maxDrawnStalls = 2000;
/** More than a screen has columns. */
const maxStepCount = 1200;

export interface EmbeddedData {
  readonly data: PageData;
  /** Sentences. */
  readonly leftOut: readonly string[];
}

export function pageDataOf(report: Report, shown: readonly ReportSession[], answers: ReportAnswers): EmbeddedData {
  const all = answers.calls({ order: 'oldest-first' });
  const { calls, leftOutCount } = chooseCalls(all, maxDrawnCalls);
  const ownOf = groupCalls(all);
  const stalls = answers.stalls({});
  const wholeRun = { fromMs: 0, toMs: report.durationMs };
  const charts = [
    chartsOf(0, wholeRun, all, answers),
    ...shown.map((session) => chartsOf(session.id, stretchOf(session), ownOf.get(session.id) ?? [], answers)),
  ];
  const coarsest = charts.reduce((step, one) => Math.max(step, one.stepMs), 0);
  return {
    data: {
      durationMs: report.durationMs,
      sessions: shown.map((session) => ({
        id: session.id,
        label: `${session.id}: ${describeWhat(session)}`,
        ...stretchOf(session),
      })),
      calls: columnsOf(calls, (call) => endOf(call, report)),
      stalls: drawnStalls(stalls, report.durationMs),
      charts,
    },
    leftOut: [
      ...(leftOutCount === 0
        ? []
        : [
            `The timeline draws ${countOf(calls.length, 'call')} of ${countOf(all.length, 'call')}: what failed or did not move, ` +
              'and of the others the slowest of each few neighbours.',
          ]),
      ...(stalls.length > maxDrawnStalls
        ? [`The window chart marks the longest ${maxDrawnStalls} of ${countOf(stalls.length, 'stall')}.`]
        : []),
      ...(coarsest > 1000 ? [`Long charts are drawn in steps of up to ${coarsest / 1000} s.`] : []),
    ],
  };
}

const stretchOf = ({ startedAtMs, durationMs }: ReportSession) => ({
  fromMs: startedAtMs,
  toMs: startedAtMs + durationMs,
});

/** One that lasts is drawn up to the end. */
function drawnStalls(stalls: readonly Stall[], lastMs: number): PageStall[] {
  return stalls
    .map(({ session, direction, fromMs, toMs }) => ({ session: session ?? 0, direction, fromMs, toMs: toMs ?? lastMs }))
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, maxDrawnStalls)
    .map((stall) => ({ ...stall, fromMs: roundMs(stall.fromMs), toMs: roundMs(stall.toMs) }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

function groupCalls(calls: readonly CallRow[]): ReadonlyMap<number, readonly CallRow[]> {
  const groups = new Map<number, CallRow[]>();
  for (const call of calls) {
    const key = call.session ?? 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [call]);
    else group.push(call);
  }
  return groups;
}

function chartsOf(
  session: number,
  stretch: { readonly fromMs: number; readonly toMs: number },
  calls: readonly CallRow[],
  answers: ReportAnswers,
): PageCharts {
  const points = answers.series(session === 0 ? stretch : { session, ...stretch });
  const { stepMs, steps } = stepSeries(points, stretch, maxStepCount);
  const latency = binLatency(calls);
  return {
    session,
    stepMs,
    atMs: steps.map((step) => step.atMs),
    toServerBytesPerSec: steps.map((step) => Math.round(step.toServerBytesPerSec)),
    toClientBytesPerSec: steps.map((step) => Math.round(step.toClientBytesPerSec)),
    inFlightMax: steps.map((step) => step.inFlightMax),
    connectionWindowMinBytes: steps.map((step) => step.connectionWindowMinBytes),
    streamWindowMinBytes: steps.map((step) => step.streamWindowMinBytes),
    toClientWindowMinBytes: steps.map((step) => step.toClientWindowMinBytes),
    chunkCallP50MaxMs: steps.map((step) => roundMs(step.chunkCallP50MaxMs)),
    chunkCallP99MaxMs: steps.map((step) => roundMs(step.chunkCallP99MaxMs)),
    latency: { ...latency, edgesMs: latency.edgesMs.map((edge) => Number(edge.toPrecision(6))) },
  };
}

/** An open call lasts until now, an unanswered one until its session ended; when a stream was reset is not kept. */
function endOf(call: CallRow, report: Report): number {
  const { startedAtMs, durationMs, state } = call;
  if (durationMs !== null) return startedAtMs + durationMs;
  if (state === 'reset') return startedAtMs + (call.uploadMs ?? 0) + (call.waitMs ?? 0) + (call.responseMs ?? 0);
  const session = report.sessions.find((one) => one.id === call.session);
  return Math.max(startedAtMs, session === undefined ? report.durationMs : stretchOf(session).toMs);
}

function columnsOf(calls: readonly CallRow[], drawnTo: (call: CallRow) => number): PageCalls {
  const words: string[] = [];
  const places = new Map<string, number>();
  const placeOf = (word: string): number => {
    const known = places.get(word);
    if (known !== undefined) return known;
    places.set(word, words.length);
    return words.push(word) - 1;
  };
  return {
    words,
    session: calls.map((call) => call.session ?? 0),
    operation: calls.map((call) => placeOf(call.operation)),
    archive: calls.map((call) => (call.archive === null ? -1 : placeOf(call.archive))),
    startedAtMs: calls.map((call) => roundMs(call.startedAtMs)),
    uploadMs: calls.map((call) => roundMs(call.uploadMs)),
    waitMs: calls.map((call) => roundMs(call.waitMs)),
    responseMs: calls.map((call) => roundMs(call.responseMs)),
    durationMs: calls.map((call) => roundMs(call.durationMs)),
    drawnToMs: calls.map((call) => roundMs(drawnTo(call))),
    requestBytes: calls.map((call) => call.requestBytes),
    responseBytes: calls.map((call) => call.responseBytes),
    outcome: calls.map((call) => placeOf(`${call.status ?? call.state}${call.isStuck ? ', stuck' : ''}`)),
    isFailed: calls.map((call) => (hasFailed(call) || call.isStuck ? 1 : 0)),
  };
}

function roundMs<T extends number | null>(valueMs: T): T {
  return (valueMs === null ? null : Math.round(valueMs * 1000) / 1000) as T;
}
