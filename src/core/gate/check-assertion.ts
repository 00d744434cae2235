// In: an assertion and a report. Out: whether every session that has the quantity keeps it. Where no session has it the gate
// does not pass: a gate that measures nothing must not look like one that holds.
import type { Report, ReportSession } from '../report/index.js';
import type { Assertion, Comparison } from './parse-assertion.js';

export interface GateResult {
  /** The assertion as it was written. */
  readonly gate: string;
  readonly state: 'passed' | 'broken' | 'not-measured';
  /** One line: the values that broke it, or the one nearest to it. */
  readonly detail: string;
}

/** Sessions named in a detail; a run may have hundreds. */
const maxNamedSessions = 5;

export function checkAssertion(assertion: Assertion, report: Report): GateResult {
  const { text, quantity, argument, comparison, value } = assertion;
  const measured = innerSessions(report).flatMap((session) => {
    const own = quantity.read(session, argument);
    return own === null ? [] : [{ session: session.id, own }];
  });
  const name = argument === '' ? quantity.name : `${quantity.name}(${argument})`;
  if (measured.length === 0) {
    return { gate: text, state: 'not-measured', detail: `no session has ${name}` };
  }
  const broken = measured.filter(({ own }) => !holds(own, comparison, value));
  const shown = (broken.length > 0 ? broken : measured)
    .slice(0, maxNamedSessions)
    .map(({ session, own }) => `session ${session}: ${quantity.format(own)}`);
  const rest = (broken.length > 0 ? broken.length : measured.length) - shown.length;
  const detail = `${name} of ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return { gate: text, state: broken.length > 0 ? 'broken' : 'passed', detail };
}

/** A session seen on both sides of a box counts once (D6): the side nearer the server, which began later. */
function innerSessions({ sessions }: Report): ReportSession[] {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return sessions.filter(({ sameAs, startedAtMs }) => {
    const other = sameAs === null ? undefined : byId.get(sameAs);
    return other === undefined || other.startedAtMs <= startedAtMs;
  });
}

function holds(own: number, comparison: Comparison, value: number): boolean {
  switch (comparison) {
    case '<':
      return own < value;
    case '<=':
      return own <= value;
    case '>':
      return own > value;
    case '>=':
      return own >= value;
    case '==':
      return own === value;
    case '!=':
      return own !== value;
  }
}
