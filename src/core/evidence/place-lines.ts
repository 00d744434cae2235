// In: one log book and the report. Out: its clock, and its lines on the clock of the recording: within the call that they tell of where it was
// found, else by their own time and the offset, else between the lines around them. Changes neither.
import type {
  CallQuery,
  CallRow,
  EvidenceClock,
  EvidenceRow,
  Report,
  ReportConnection,
  ReportSession,
} from '../report/index.js';
import { estimateClock, type OffsetRange } from './clock.js';
import type { EvidenceFact, EvidenceLine, EvidenceTime } from './line.js';
import type { LogBook } from './log-book.js';
import { SessionsOfLog } from './sessions-of-log.js';
import { type Moment, near, WireMoments } from './wire-moments.js';

export interface LocatedLine {
  readonly line: EvidenceLine;
  readonly session: ReportSession | null;
  readonly moment: Moment | null;
}

export interface LocatedLog {
  readonly lines: readonly LocatedLine[];
  readonly clock: EvidenceClock;
  readonly strangers: readonly string[];
}

export type ReadCalls = (query: CallQuery) => readonly CallRow[];

/** Facts with their session and their place on the wire, and the clock that follows from them. */
export function locateLines(book: LogBook, report: Report, calls: ReadCalls): LocatedLog {
  const sessions = new SessionsOfLog(report);
  const moments = new Map<number, WireMoments>();
  const momentOf = (session: ReportSession, fact: EvidenceFact): Moment | null => {
    let found = moments.get(session.id);
    if (found === undefined) {
      found = new WireMoments(session, calls({ session: session.id }));
      moments.set(session.id, found);
    }
    return found.momentOf(fact);
  };
  const lines = book.lines.map((line): LocatedLine => {
    const { fact } = line;
    if (fact?.kind === 'subject') sessions.begin(fact);
    if (fact?.kind === 'carried') {
      const session = sessions.carriedBy(fact);
      return { line, session, moment: carriedMoment(fact.edge, sessions.connectionOf(fact, session)) };
    }
    const session = sessions.current;
    if (fact?.kind === 'clientFailed') sessions.endFailed();
    return { line, session, moment: fact === null || session === null ? null : momentOf(session, fact) };
  });
  const startedAtUnixMs = Date.parse(report.startedAt);
  const timed = lines.flatMap(({ line: { time }, moment }) =>
    time === null || moment === null ? [] : [offsetsOf(time, moment, startedAtUnixMs)],
  );
  const isZoned = lines.every(({ line: { time } }) => time?.isZoned !== false);
  return {
    lines,
    clock: estimateClock(timed, isZoned ? 'stated' : 'unknown'),
    strangers: [...sessions.strangers],
  };
}

function carriedMoment(edge: 'accepted' | 'ended', connection: ReportConnection | null): Moment | null {
  if (connection === null) return null;
  const atMs = edge === 'accepted' ? connection.openedAtMs : connection.closedAtMs;
  return atMs === null ? null : near(atMs);
}

const offsetsOf = (time: EvidenceTime, moment: Moment, startedAtUnixMs: number): OffsetRange => ({
  likelyMs: time.atUnixMs + time.resolutionMs / 2 - (startedAtUnixMs + moment.atMs),
  fromMs: time.atUnixMs - (startedAtUnixMs + moment.toMs),
  toMs: time.atUnixMs + time.resolutionMs - (startedAtUnixMs + moment.fromMs),
});

/** The rows of one file, in its own order. */
export function placeLines({ lines, clock }: LocatedLog, file: string, report: Report): EvidenceRow[] {
  const zeroMs = Date.parse(report.startedAt) + (clock.offsetMs ?? 0);
  const nextMs = nextMomentsMs(lines);
  let lastMs = nextMs[0] ?? Infinity;
  if (!Number.isFinite(lastMs)) lastMs = 0;
  let lastSession: number | null = null;
  return lines.flatMap(({ line: { text, time }, session, moment }, index): EvidenceRow[] => {
    // Another session of the same file begins where it began.
    if (session !== null && session.id !== lastSession) {
      lastSession = session.id;
      lastMs = Math.min(nextMs[index]!, session.startedAtMs);
    }
    const place = { file, session: session?.id ?? null, text: text ?? '' };
    const isShown = text !== null;
    if (moment !== null) {
      // A time to the millisecond may say more than the middle of a long call.
      const ownMs = time === null || time.resolutionMs > 1 ? moment.atMs : time.atUnixMs - zeroMs;
      lastMs = Math.min(moment.toMs, Math.max(moment.fromMs, ownMs));
      return isShown ? [{ atMs: lastMs, ...place, placedBy: 'wire' }] : [];
    }
    if (time !== null) lastMs = byClockMs(time, zeroMs, { fromMs: lastMs, toMs: nextMs[index] ?? Infinity });
    return isShown ? [{ atMs: lastMs, ...place, placedBy: time === null ? 'order' : 'clock' }] : [];
  });
}

/** Within what its digits leave open, behind the line before and before the next one. */
function byClockMs({ atUnixMs, resolutionMs }: EvidenceTime, zeroMs: number, between: Omit<Moment, 'atMs'>): number {
  const fromMs = atUnixMs - zeroMs;
  const wantedMs = Math.min(between.toMs, Math.max(between.fromMs, fromMs + resolutionMs / 2));
  return Math.min(fromMs + resolutionMs, Math.max(fromMs, wantedMs));
}

/** For each line, when the next one that was found on the wire happened: it was written before that. */
function nextMomentsMs(lines: readonly LocatedLine[]): number[] {
  let nextMs = Infinity;
  let sessionId: number | null = null;
  return lines
    .toReversed()
    .map(({ session, moment, line: { fact } }) => {
      if (session !== null && session.id !== sessionId) {
        sessionId = session.id;
        nextMs = Infinity;
      }
      // A proxy writes one line at the end, for both edges.
      if (moment !== null && fact?.kind !== 'carried') nextMs = moment.atMs;
      return nextMs;
    })
    .toReversed();
}
