// In: the report, the sessions to be shown, calls and series on demand. Out: the data of the page, bounded, and what was left out.
// Rounds to microseconds and bytes; computes no numbers of its own (D11).
import {
  binLatency,
  type CallRow,
  countOf,
  describeWhat,
  type Report,
  type ReportSession,
  stepSeries,
} from '../../core/report/index.js';
import type { ReportAnswers } from './answers.js';
import { chooseCalls, isFailed } from './choose-calls.js';
import type { PageCalls, PageCharts, PageData } from './page/index.js';

/** Some 1.4 MB of page, and drawn in a moment. */
const maxDrawnCalls = 20_000;
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
      calls: columnsOf(calls),
      charts,
    },
    leftOut: [
      ...(leftOutCount === 0
        ? []
        : [
            `The timeline draws ${countOf(calls.length, 'call')} of ${countOf(all.length, 'call')}: those that failed or ` +
              'did not move, the slowest, and of the others one in every so many.',
          ]),
      ...(coarsest > 1000 ? [`Long charts are drawn in steps of up to ${coarsest / 1000} s.`] : []),
    ],
  };
}

const stretchOf = ({ startedAtMs, durationMs }: ReportSession) => ({
  fromMs: startedAtMs,
  toMs: startedAtMs + durationMs,
});

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
    chunkCallP50MaxMs: steps.map((step) => roundMs(step.chunkCallP50MaxMs)),
    chunkCallP99MaxMs: steps.map((step) => roundMs(step.chunkCallP99MaxMs)),
    latency: { ...latency, edgesMs: latency.edgesMs.map((edge) => Number(edge.toPrecision(6))) },
  };
}

function columnsOf(calls: readonly CallRow[]): PageCalls {
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
    requestBytes: calls.map((call) => call.requestBytes),
    responseBytes: calls.map((call) => call.responseBytes),
    outcome: calls.map((call) => placeOf(`${call.status ?? call.state}${call.isStuck ? ', stuck' : ''}`)),
    isFailed: calls.map((call) => (isFailed(call) || call.isStuck ? 1 : 0)),
  };
}

function roundMs<T extends number | null>(valueMs: T): T {
  return (valueMs === null ? null : Math.round(valueMs * 1000) / 1000) as T;
}
