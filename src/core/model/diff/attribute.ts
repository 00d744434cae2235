// Why one session took longer than another. In: two sessions of reports. Out: parts in ms that sum to the difference of their durations,
// each the change of one thing: amount of data, dedup, rate, round trip, server, client, or a cause that has no such factors.
// Where a time is amount x pace, the change is shared out by the logarithmic mean (LMDI): exact, and the same either way round.
import type { Cause, ReportSession } from '../../report/index.js';

export type Reason =
  | 'data'
  | 'dedup'
  | 'rate'
  | 'roundTripTime'
  | 'roundTripCount'
  | 'serverTime'
  | 'callCount'
  | 'clientPace'
  | Cause
  | 'rest';

/** A number of both sessions that explains the part; null: the reason is a cause, and its time is all there is to say. */
export interface Evidence {
  readonly quantity: 'bytes' | 'share' | 'bytesPerSec' | 'ms' | 'count' | 'msPerGib';
  readonly before: number | null;
  readonly after: number | null;
}

export interface Part {
  readonly reason: Reason;
  readonly ms: number;
  readonly evidence: Evidence | null;
}

const transferCauses = ['serverLine', 'clientLine', 'requestTransfer', 'responseTransfer'] as const;
const clientCauses = ['clientProduce', 'idle'] as const;
const plainCauses = [
  'connect',
  'login',
  'open',
  'connectionWindow',
  'streamWindow',
  'streamLimit',
  'indexAppend',
  'closing',
] as const satisfies readonly Cause[];

/** Of a session, as factors of its times. */
interface Factors {
  readonly logicalBytes: number;
  /** Bytes that crossed the line, of the logical ones. */
  readonly lineShare: number;
  readonly transferMs: number;
  readonly clientMs: number;
  readonly rttMs: number;
  readonly roundTripMs: number;
}

export function attribute(before: ReportSession, after: ReportSession): Part[] {
  const a = factorsOf(before);
  const b = factorsOf(after);
  const parts: Part[] = [
    ...transferParts(a, b),
    ...clientParts(a, b),
    ...tripParts(a, b),
    ...serverParts(before, after),
  ];
  for (const cause of plainCauses) {
    const changeMs = after.timeBudgetMs[cause] - before.timeBudgetMs[cause];
    const tripsMs = tripsWithin(cause, changeMs, b.rttMs - a.rttMs);
    parts.push({ reason: 'roundTripTime', ms: tripsMs, evidence: rttEvidence(a, b) });
    parts.push({ reason: cause, ms: changeMs - tripsMs, evidence: null });
  }
  const sumMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  parts.push({ reason: 'rest', ms: after.durationMs - before.durationMs - sumMs, evidence: null });
  return mergeParts(parts).sort((one, other) => Math.abs(other.ms) - Math.abs(one.ms));
}

function factorsOf({ totals, kind, timeBudgetMs, rttMs }: ReportSession): Factors {
  const sum = (causes: readonly Cause[]): number => causes.reduce((total, cause) => total + timeBudgetMs[cause], 0);
  // A restore that fetches fewer chunks than the index has asked for less data.
  const logicalBytes = kind === 'restore' ? totals.encodedBytes : totals.logicalBytes;
  return {
    logicalBytes,
    lineShare: logicalBytes === 0 ? 0 : totals.encodedBytes / logicalBytes,
    transferMs: sum(transferCauses),
    clientMs: sum(clientCauses),
    rttMs: (rttMs.client ?? 0) + (rttMs.server ?? 0),
    roundTripMs: timeBudgetMs.roundTrip,
  };
}

/** Amount of data x share that crosses the line x time a byte. */
function transferParts(a: Factors, b: Factors): Part[] {
  const lineBytes = ({ logicalBytes, lineShare }: Factors): number => logicalBytes * lineShare;
  const [amountMs, rateMs] = split(lineBytes(a), a.transferMs, lineBytes(b), b.transferMs);
  const rateOf = (factors: Factors): number | null =>
    factors.transferMs === 0 ? null : (lineBytes(factors) * 1000) / factors.transferMs;
  // The amount is a product too: of it, what the logarithm of each factor has of the whole.
  const grownBytes = Math.log(lineBytes(b) / lineBytes(a));
  const grownData = Math.log(b.logicalBytes / a.logicalBytes);
  const dataShare = grownData / grownBytes;
  const dataMs = Number.isFinite(dataShare) ? amountMs * dataShare : a.lineShare === b.lineShare ? amountMs : 0;
  return [
    { reason: 'data', ms: dataMs, evidence: { quantity: 'bytes', before: a.logicalBytes, after: b.logicalBytes } },
    {
      reason: 'dedup',
      ms: amountMs - dataMs,
      evidence: { quantity: 'share', before: a.lineShare, after: b.lineShare },
    },
    { reason: 'rate', ms: rateMs, evidence: { quantity: 'bytesPerSec', before: rateOf(a), after: rateOf(b) } },
  ];
}

function clientParts(a: Factors, b: Factors): Part[] {
  const [dataMs, paceMs] = split(a.logicalBytes, a.clientMs, b.logicalBytes, b.clientMs);
  const paceOf = ({ logicalBytes, clientMs }: Factors): number | null =>
    logicalBytes === 0 ? null : (clientMs * 2 ** 30) / logicalBytes;
  return [
    { reason: 'data', ms: dataMs, evidence: { quantity: 'bytes', before: a.logicalBytes, after: b.logicalBytes } },
    { reason: 'clientPace', ms: paceMs, evidence: { quantity: 'msPerGib', before: paceOf(a), after: paceOf(b) } },
  ];
}

/** Round trips that setting up takes in any case: TCP and TLS, the upgrade. */
const fixedTrips: Readonly<Partial<Record<Cause, number>>> = { connect: 2, open: 1 };

/** What the longer way explains of the change, and no more than there is. */
function tripsWithin(cause: Cause, changeMs: number, rttChangeMs: number): number {
  const tripsMs = (fixedTrips[cause] ?? 0) * rttChangeMs;
  return Math.sign(tripsMs) === Math.sign(changeMs)
    ? Math.sign(changeMs) * Math.min(Math.abs(tripsMs), Math.abs(changeMs))
    : 0;
}

const rttEvidence = (a: Factors, b: Factors): Evidence => ({ quantity: 'ms', before: a.rttMs, after: b.rttMs });

function tripParts(a: Factors, b: Factors): Part[] {
  const tripsOf = ({ rttMs, roundTripMs }: Factors): number => (rttMs === 0 ? 0 : roundTripMs / rttMs);
  const [countMs, timeMs] = split(tripsOf(a), a.roundTripMs, tripsOf(b), b.roundTripMs);
  return [
    { reason: 'roundTripCount', ms: countMs, evidence: { quantity: 'count', before: tripsOf(a), after: tripsOf(b) } },
    { reason: 'roundTripTime', ms: timeMs, evidence: rttEvidence(a, b) },
  ];
}

/** Operation by operation: fewer chunks must not make `finish` look slow. */
function serverParts(before: ReportSession, after: ReportSession): Part[] {
  const operations = new Set([...operationsOf(before), ...operationsOf(after)]);
  let countMs = 0;
  let timeMs = 0;
  /** The calls of the later session, at the pace of either. */
  let atOldPaceMs = 0;
  let atNewPaceMs = 0;
  for (const operation of operations) {
    const [countA, countB] = [before, after].map(({ latency }) => latency[operation]?.count ?? 0) as [number, number];
    const [msA, msB] = [before, after].map((one) => one.serverMsByOperation[operation] ?? 0) as [number, number];
    const [ofCountMs, ofTimeMs] = split(countA, msA, countB, msB);
    countMs += ofCountMs;
    timeMs += ofTimeMs;
    atOldPaceMs += countA === 0 ? msB : (msA * countB) / countA;
    atNewPaceMs += msB;
  }
  const callCount = Math.max(1, after.callCount);
  const paces = { before: atOldPaceMs / callCount, after: atNewPaceMs / callCount };
  return [
    {
      reason: 'callCount',
      ms: countMs,
      evidence: { quantity: 'count', before: before.callCount, after: after.callCount },
    },
    { reason: 'serverTime', ms: timeMs, evidence: { quantity: 'ms', ...paces } },
  ];
}

const operationsOf = ({ serverMsByOperation }: ReportSession) =>
  Object.keys(serverMsByOperation) as (keyof ReportSession['serverMsByOperation'])[];

/** A time as amount x pace: what the change of the amount cost, and that of the pace. */
function split(
  amountA: number,
  msA: number,
  amountB: number,
  msB: number,
): readonly [amountMs: number, paceMs: number] {
  if (amountA <= 0 || amountB <= 0) return amountA === amountB ? [0, msB - msA] : [msB - msA, 0];
  const amountMs = logarithmicMean(msA, msB) * Math.log(amountB / amountA);
  return [amountMs, msB - msA - amountMs];
}

function logarithmicMean(a: number, b: number): number {
  if (a <= 0 || b <= 0) return 0;
  const grown = Math.log(b / a);
  return Math.abs(grown) < 1e-9 ? a : (b - a) / grown;
}

/** More data costs time on the line and at the client: one reason. */
function mergeParts(parts: readonly Part[]): Part[] {
  const merged = new Map<Reason, Part>();
  for (const part of parts) {
    const known = merged.get(part.reason);
    merged.set(part.reason, known === undefined ? part : { ...known, ms: known.ms + part.ms });
  }
  return [...merged.values()];
}
