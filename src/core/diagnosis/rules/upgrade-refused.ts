// No 101. In: a session that was refused, and the other side of a box where it was seen. Out: an answer. protocol.md 5.1, 9.
import { formatDuration } from '../../report/index.js';
import { boxAdvice, clockTexts, groupLockTexts, knownText } from '../known-texts.js';
import { found, ok, type SessionCase, type SessionRule } from '../rule.js';

export const upgradeRefused: SessionRule = {
  id: 'upgrade-refused',
  title: 'The upgrade was refused: no session came about',
  about: 'session',
  provenBy: 'op:open',
  severity: 'error',
  firesWhen: 'A backup or reader upgrade gets another answer than 101, or none.',
  silentWhen: 'A more exact rule knows why: group-locked, clock, ticket-per-node.',
  threshold: 'One refusal: the client does not try again.',
  remedy: 'By the text of the answer; without one of PBS, a box between answered.',
  check(input) {
    const { session, link, connection } = input;
    const { refusal } = session;
    if (session.outcome !== 'refused' || refusal === null) return ok;
    const { status, error } = refusal;
    if (error !== null && (groupLockTexts.test(error) || clockTexts.test(error))) return ok;
    if (link.ticketRefusal !== null) return ok;
    const { upgrade } = link;
    const answer = status === null ? 'no answer' : `${status}${error === null ? ' without a text' : `: ${error}`}`;
    const because = [answer];
    if (upgrade?.answeredAtMs != null) {
      because.push(`Answered ${formatDuration(upgrade.answeredAtMs - upgrade.requestedAtMs)} after the request.`);
    } else if (connection.closedAtMs !== null) {
      because.push(
        `The connection was closed by ${connection.closedBy ?? 'unknown'} (${connection.how ?? 'unknown'}).`,
      );
    }
    const known = knownText(error);
    if (known !== null) because.push(known.meaning);
    because.push(...describeOtherSide(input));
    return found({ because, advice: known?.advice ?? boxAdvice(status) });
  },
};

/** Where both sides of a box were seen, the request's own form tells what the box did to it. */
function describeOtherSide({ otherSide, link }: SessionCase): string[] {
  const here = link.upgrade;
  const there = otherSide?.link.upgrade ?? null;
  if (otherSide === null || here === null) return [];
  if (there === null) return ['On the other side of the box the request has no Upgrade header.'];
  if (there.upgradeName !== here.upgradeName) {
    return [`On the other side of the box the Upgrade header says ${there.upgradeName ?? 'nothing'}.`];
  }
  return there.status === here.status
    ? ['The box passed request and answer on as they were.']
    : [`On the other side of the box the answer is ${there.status ?? 'missing'}: the box itself refused.`];
}
