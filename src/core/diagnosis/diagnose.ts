// In: the finished report, the facts beside it, the rules. Out: verdicts, the top one being the cause rather than what
// followed from it. A rule that throws becomes one verdict `failed` and spoils nothing else. Costs O(sessions × rules).
import type { Report, ReportConnection, ReportSession, ReportVerdict } from '../report/index.js';
import type { LinkFacts, SessionFacts } from './facts/index.js';
import type { Answer, ConnectionCase, Rule, SessionCase, Severity } from './rule.js';

export interface FactSource {
  factsOf(session: number): SessionFacts;
  linkOf(connection: number): LinkFacts;
}

/** diagnosis.md 2: what costs less of a session is information, so that a healthy short backup gives no warning. */
const warningFromMs = 10_000;
const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const stateRank = { found: 0, failed: 1, 'not-enough-data': 2, ok: 3 } as const;

type Place = Pick<ReportVerdict, 'session' | 'connection'>;
type Case = { readonly place: Place; answer(): Answer };

export function diagnose(report: Report, facts: FactSource, rules: readonly Rule[]): ReportVerdict[] {
  const cases = casesOf(report, facts);
  const verdicts = rules.flatMap((rule) => verdictsOf(rule, report, cases));
  const order = new Map(rules.map((rule, index) => [rule.id, index]));
  const settled = settleConsequences(withoutOuterSides(verdicts, report), rules);
  return settled.sort((a, b) => compare(a, b, order));
}

interface Cases {
  readonly sessions: readonly SessionCase[];
  readonly connections: readonly ConnectionCase[];
}

function casesOf(report: Report, facts: FactSource): Cases {
  const sessionsOn = new Map<number, ReportSession[]>();
  for (const session of report.sessions) {
    const known = sessionsOn.get(session.connection);
    if (known === undefined) sessionsOn.set(session.connection, [session]);
    else known.push(session);
  }
  const caseOf = (connection: ReportConnection): ConnectionCase => ({
    report,
    connection,
    link: facts.linkOf(connection.id),
    sessions: sessionsOn.get(connection.id) ?? [],
  });
  const connections = new Map(report.connections.map((connection) => [connection.id, caseOf(connection)]));
  const byId = new Map(report.sessions.map((session) => [session.id, session]));
  const sessions = report.sessions.flatMap((session): SessionCase[] => {
    const own = connections.get(session.connection);
    if (own === undefined) return [];
    const twin = session.twinOf === null ? null : (byId.get(session.twinOf) ?? null);
    const other = session.sameAs === null ? undefined : byId.get(session.sameAs);
    const otherSide = other === undefined ? null : (connections.get(other.connection) ?? null);
    return [{ ...own, session, facts: facts.factsOf(session.id), twin, otherSide }];
  });
  // An outer hop carries the same bytes as the inner one (D6).
  return { sessions, connections: [...connections.values()].filter((one) => one.connection.hopOf === null) };
}

function verdictsOf(rule: Rule, report: Report, cases: Cases): ReportVerdict[] {
  const verdicts: ReportVerdict[] = [];
  const lacking: (readonly string[])[] = [];
  try {
    for (const { place, answer } of questionsOf(rule, report, cases)) {
      const given = answer();
      if (given.state === 'found') verdicts.push(foundVerdict(rule, given, place));
      else if (given.state === 'not-enough-data') lacking.push(given.because);
    }
  } catch (error) {
    const because = [error instanceof Error ? error.message : String(error)];
    return [...verdicts, quietVerdict(rule, 'failed', because, 'The rule itself is at fault, not the run: report it.')];
  }
  if (verdicts.length > 0) return verdicts;
  const [because] = lacking;
  return [because === undefined ? quietVerdict(rule, 'ok') : quietVerdict(rule, 'not-enough-data', because)];
}

function questionsOf(rule: Rule, report: Report, { sessions, connections }: Cases): Case[] {
  switch (rule.about) {
    case 'session':
      return sessions.map((input) => ({
        place: { session: input.session.id, connection: input.connection.id },
        answer: () => rule.check(input),
      }));
    case 'connection':
      return connections.map((input) => ({
        place: { session: input.sessions.at(-1)?.id ?? null, connection: input.connection.id },
        answer: () => rule.check(input),
      }));
    case 'run':
      return [{ place: { session: null, connection: null }, answer: () => rule.check(report) }];
  }
}

function foundVerdict(rule: Rule, answer: Extract<Answer, { state: 'found' }>, place: Place): ReportVerdict {
  const chargedMs = answer.chargedMs ?? null;
  const byCost: Severity = (chargedMs ?? 0) >= warningFromMs ? 'warning' : 'info';
  const severity = answer.severity ?? (rule.severity === 'by-cost' ? byCost : rule.severity);
  const { id, title } = rule;
  return {
    rule: id,
    state: 'found',
    severity,
    title,
    because: answer.because,
    advice: answer.advice,
    ...place,
    chargedMs,
    ...(rule.provenBy === undefined ? {} : { provenBy: rule.provenBy }),
  };
}

function quietVerdict(
  rule: Rule,
  state: Exclude<ReportVerdict['state'], 'found'>,
  because: readonly string[] = [],
  advice = '',
): ReportVerdict {
  const severity = rule.severity === 'by-cost' ? 'info' : rule.severity;
  return {
    rule: rule.id,
    state,
    severity,
    title: rule.title,
    because,
    advice,
    session: null,
    connection: null,
    chargedMs: null,
  };
}

/** One session seen on both sides of a box (D6) is one finding: that of the side nearer the server. */
function withoutOuterSides(verdicts: readonly ReportVerdict[], report: Report): ReportVerdict[] {
  const innerOf = new Map<number, number>();
  const byId = new Map(report.sessions.map((session) => [session.id, session]));
  for (const { id, sameAs, startedAtMs } of report.sessions) {
    const other = sameAs === null ? undefined : byId.get(sameAs);
    if (other !== undefined && other.startedAtMs > startedAtMs) innerOf.set(id, other.id);
  }
  if (innerOf.size === 0) return [...verdicts];
  const found = new Set(verdicts.map((verdict) => `${verdict.rule} ${verdict.session}`));
  return verdicts.filter(({ rule, session }) => {
    const inner = session === null ? undefined : innerOf.get(session);
    return inner === undefined || !found.has(`${rule} ${inner}`);
  });
}

/** A consequence that an error of an earlier rule explains is information, and says what explains it. */
function settleConsequences(verdicts: readonly ReportVerdict[], rules: readonly Rule[]): ReportVerdict[] {
  const consequences = new Set(rules.filter((rule) => rule.isConsequence === true).map((rule) => rule.id));
  const causes = new Map<number, string[]>();
  return verdicts.map((verdict) => {
    if (verdict.state !== 'found' || verdict.severity !== 'error' || verdict.session === null) return verdict;
    const earlier = causes.get(verdict.session) ?? [];
    if (consequences.has(verdict.rule) && earlier.length > 0) {
      const because = [...verdict.because, `Follows from ${earlier.join(', ')}.`];
      return { ...verdict, severity: 'info', because };
    }
    causes.set(verdict.session, [...earlier, verdict.rule]);
    return verdict;
  });
}

function compare(a: ReportVerdict, b: ReportVerdict, order: ReadonlyMap<string, number>): number {
  return (
    stateRank[a.state] - stateRank[b.state] ||
    severityRank[a.severity] - severityRank[b.severity] ||
    costRank(a) - costRank(b) ||
    (b.chargedMs ?? 0) - (a.chargedMs ?? 0) ||
    (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0) ||
    (a.session ?? 0) - (b.session ?? 0) ||
    (a.connection ?? 0) - (b.connection ?? 0)
  );
}

/** What went wrong stands before where the time went, which follows from it; what is only worth knowing stands behind. */
function costRank({ severity, chargedMs }: ReportVerdict): number {
  const isAboutTime = chargedMs !== null;
  return (severity === 'info') === isAboutTime ? 0 : 1;
}
