// When a difference fails a gate. In: `slower>10%`, `dedup>5%`, `rtt`, or a severity. Out: the condition, or what is wrong with it; for
// a diff, the sentences in which it broke. A condition without a limit takes its own.
import { formatDuration, formatPercent, type ReportVerdict } from '../../report/index.js';
import type { ReportDiff, SessionChange } from './diff-reports.js';

const severities = ['error', 'warning', 'info'] as const satisfies readonly ReportVerdict['severity'][];

interface Quantity {
  readonly name: string;
  readonly describe: string;
  /** Where none is given: less is what two runs of the same differ by. */
  readonly limitShare: number;
  /** How much worse, as a share; null where it cannot be told. */
  worseBy(change: SessionChange): number | null;
}

const growth = (before: number | null, after: number | null): number | null =>
  before === null || after === null || before <= 0 ? null : after / before - 1;
const partOf = ({ parts }: SessionChange, reason: string) => parts.find((part) => part.reason === reason)?.evidence;

const quantities: readonly Quantity[] = [
  {
    name: 'slower',
    describe: 'the session takes longer',
    limitShare: 0.1,
    worseBy: ({ before, after }) => growth(before.durationMs, after.durationMs),
  },
  {
    name: 'uploaded',
    describe: 'more bytes are uploaded',
    limitShare: 0.1,
    worseBy: ({ before, after }) => growth(before.totals.uploadedBytes, after.totals.uploadedBytes),
  },
  {
    name: 'dedup',
    describe: 'less of the data is known, in points',
    limitShare: 0.05,
    worseBy: ({ before, after }) =>
      before.totals.dedupShare === null || after.totals.dedupShare === null
        ? null
        : before.totals.dedupShare - after.totals.dedupShare,
  },
  {
    name: 'rtt',
    describe: 'the round trip is longer',
    limitShare: 0.2,
    worseBy: (change) => {
      const evidence = partOf(change, 'roundTripTime');
      return growth(evidence?.before ?? null, evidence?.after ?? null);
    },
  },
  {
    name: 'rate',
    describe: 'bytes cross the line more slowly',
    limitShare: 0.2,
    worseBy: (change) => {
      const evidence = partOf(change, 'rate');
      return growth(evidence?.after ?? null, evidence?.before ?? null);
    },
  },
  {
    name: 'server',
    describe: 'the server takes longer a call',
    limitShare: 0.2,
    worseBy: (change) => {
      const evidence = partOf(change, 'serverTime');
      return growth(evidence?.before ?? null, evidence?.after ?? null);
    },
  },
];

export type DiffGate =
  | { readonly kind: 'quantity'; readonly quantity: Quantity; readonly limitShare: number }
  | { readonly kind: 'severity'; readonly severity: (typeof severities)[number] };

export const diffGateNames: readonly string[] = [...quantities.map(({ name }) => name), ...severities];
export const diffGateExamples = ['slower>10%', 'dedup>5%', 'rtt', 'server', 'rate', 'uploaded', 'warning'] as const;

/** Null: it is none. */
export function parseDiffGate(text: string): DiffGate | null {
  const severity = severities.find((one) => one === text.trim());
  if (severity !== undefined) return { kind: 'severity', severity };
  const match = /^\s*([a-z]+)\s*(?:>\s*(\d+(?:\.\d+)?)\s*%)?\s*$/.exec(text);
  const quantity = quantities.find(({ name }) => name === match?.[1]);
  if (quantity === undefined) return null;
  const limitShare = match?.[2] === undefined ? quantity.limitShare : Number(match[2]) / 100;
  return { kind: 'quantity', quantity, limitShare };
}

/** One sentence for each way in which it does not hold; what cannot be told breaks nothing. */
export function checkDiffGate(gate: DiffGate, diff: ReportDiff): string[] {
  if (gate.kind === 'severity') {
    const from = severities.indexOf(gate.severity);
    return diff.newFindings
      .filter(({ severity }) => severities.indexOf(severity) <= from)
      .map(({ rule, severity, title }) => `new ${severity} ${rule}: ${title}`);
  }
  const { quantity, limitShare } = gate;
  return diff.sessions.flatMap((change) => {
    const worseBy = quantity.worseBy(change);
    if (worseBy === null || worseBy <= limitShare) return [];
    const { before, after } = change;
    const durations = `${formatDuration(before.durationMs)}, then ${formatDuration(after.durationMs)}`;
    return [
      `${quantity.name}: ${quantity.describe}, by ${formatPercent(worseBy)} (allowed ${formatPercent(limitShare)}) in ${after.snapshot ?? `session ${after.id}`} (${durations})`,
    ];
  });
}
