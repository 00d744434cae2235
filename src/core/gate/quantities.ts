// What a gate may ask of a session, as a table: name, argument, unit, where it stands in the report. In: nothing. Out: the table.
// A value that a session does not have (no such call, a restore's dedup) is null, never 0.
import { endpoints } from '../pbs/index.js';
import {
  type Cause,
  causes,
  durationUnits,
  formatBytes,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  type LatencySummary,
  type Measure,
  type ReportSession,
  sizeUnits,
} from '../report/index.js';

export interface Quantity {
  readonly name: string;
  /** What stands in its parentheses; null: nothing. */
  readonly argument: { readonly noun: string; readonly known: readonly string[] } | null;
  readonly measure: Measure;
  readonly describe: string;
  format(value: number): string;
  read(session: ReportSession, argument: string): number | null;
}

const duration: Measure = { units: durationUnits, example: '400ms' };
const size: Measure = { units: sizeUnits, example: '2GiB' };
const share: Measure = { units: { '': 1, '%': 0.01 }, example: '0.9' };
const factor: Measure = { units: { '': 1, x: 1 }, example: '10' };
const count: Measure = { units: null, example: '5' };

const operation = {
  noun: 'operation',
  known: [...new Set(endpoints.map((endpoint) => endpoint.operation))].filter((name) => name !== 'rest').sort(),
};
const cause = { noun: 'cause', known: causes };
const leg = { noun: 'leg', known: ['client', 'server'] };

const ofLatency = (name: string, describe: string, field: keyof LatencySummary): Quantity => ({
  name,
  argument: operation,
  measure: duration,
  describe,
  format: formatDuration,
  read: (session, argument) => session.latency[argument as keyof ReportSession['latency']]?.[field] ?? null,
});

const plain = (
  name: string,
  describe: string,
  measure: Measure,
  format: (value: number) => string,
  read: (session: ReportSession) => number | null,
): Quantity => ({ name, argument: null, measure, describe, format, read });

export const quantities: readonly Quantity[] = [
  ofLatency('p50', 'median duration of a call', 'p50Ms'),
  ofLatency('p95', '95th percentile', 'p95Ms'),
  ofLatency('p99', '99th percentile', 'p99Ms'),
  ofLatency('max', 'slowest call', 'maxMs'),
  { ...ofLatency('count', 'answered calls', 'count'), measure: count, format: formatCount },
  {
    name: 'rtt',
    argument: leg,
    measure: duration,
    describe: 'round trip of a leg',
    format: formatDuration,
    read: (session, argument) => session.rttMs[argument as 'client' | 'server'],
  },
  {
    name: 'time',
    argument: cause,
    measure: duration,
    describe: 'charged to a cause',
    format: formatDuration,
    read: ({ timeBudgetMs }, argument) => timeBudgetMs?.[argument as Cause] ?? null,
  },
  {
    name: 'share',
    argument: cause,
    measure: share,
    describe: 'of the session, charged to a cause',
    format: formatPercent,
    read: ({ timeBudgetMs, durationMs }, argument) =>
      timeBudgetMs === null || durationMs <= 0 ? null : timeBudgetMs[argument as Cause] / durationMs,
  },
  plain('duration', 'of the session', duration, formatDuration, (session) => session.durationMs),
  plain('dedupShare', 'reused / logical', share, formatPercent, ({ totals }) => totals.dedupShare),
  plain('dedupRatio', 'logical / uploaded', factor, formatFactor, ({ totals }) => totals.dedupRatio),
  plain('compressionRatio', 'encoded / uploaded', share, formatPercent, ({ totals }) => totals.compressionRatio),
  plain('logicalBytes', 'size of the archives', size, formatBytes, ({ totals }) => totals.logicalBytes),
  plain('uploadedBytes', 'of chunks sent, before compression', size, formatBytes, ({ totals }) => totals.uploadedBytes),
  plain('callCount', 'calls of the session', count, formatCount, (session) => session.callCount),
  plain('failedCalls', 'calls that failed', count, formatCount, (session) => session.failedCalls.length),
  plain('stuckCalls', 'calls that did not move', count, formatCount, (session) => session.stuckCalls.length),
];

/** `p99(operation)`, `dedupShare`. */
export const describeQuantity = ({ name, argument }: Quantity): string =>
  argument === null ? name : `${name}(${argument.noun})`;
