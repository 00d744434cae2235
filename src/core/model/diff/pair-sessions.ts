// Which session of one report answers to which of another. In: two reports. Out: pairs, and those that have no counterpart. The same
// kind of the same group in order; where each report has but one of a kind, those two, whatever their names.
import type { Report, ReportSession } from '../../report/index.js';

export interface SessionPairs {
  readonly pairs: readonly (readonly [ReportSession, ReportSession])[];
  readonly onlyBefore: readonly ReportSession[];
  readonly onlyAfter: readonly ReportSession[];
}

export function pairSessions(before: Report, after: Report): SessionPairs {
  const left = ownSessions(before);
  const right = new Set(ownSessions(after));
  const pairs: [ReportSession, ReportSession][] = [];
  const take = (session: ReportSession, isFitting: (other: ReportSession) => boolean): boolean => {
    const other = [...right].find((one) => roleOf(one) === roleOf(session) && isFitting(one));
    if (other === undefined) return false;
    right.delete(other);
    pairs.push([session, other]);
    return true;
  };
  let unpaired = left.filter((session) => !take(session, (other) => groupOf(other) === groupOf(session)));
  const isOnlyOne = (sessions: readonly ReportSession[], session: ReportSession): boolean =>
    sessions.filter((one) => roleOf(one) === roleOf(session)).length === 1;
  unpaired = unpaired.filter(
    (session) => !(isOnlyOne(left, session) && take(session, (other) => isOnlyOne(ownSessions(after), other))),
  );
  pairs.sort(([a], [b]) => a.id - b.id);
  return { pairs, onlyBefore: unpaired, onlyAfter: [...right] };
}

/** Seen twice, through a box that terminates TLS, is once (D6). A refused attempt did nothing that could be compared. */
const ownSessions = ({ sessions }: Report): ReportSession[] =>
  sessions.filter(({ sameAs, outcome }) => sameAs === null && outcome !== 'refused');

/** The reader beside a backup is compared with such a one. */
const roleOf = ({ kind, twinOf }: ReportSession): string =>
  kind === 'restore' && twinOf !== null ? 'metadata reader' : kind;

/** `host/elsa` of `host/elsa/2026-11-24T08:00:00Z`. */
const groupOf = ({ store, namespace, snapshot }: ReportSession): string =>
  [store ?? '', namespace, snapshot?.split('/').slice(0, 2).join('/') ?? ''].join('\n');
