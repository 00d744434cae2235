// Expected against found. In: a run and the report of it. Out: a line of the table, and what is wrong with it, in words; empty where
// all is as it must be. Issue 5: within 5 % or 50 ms, the rule on top, no other error.
import { causes, formatDuration, type Report, type ReportSession } from '../../../src/core/report/index.js';
import type { ExpectedCause, ExpectedRule, OracleRun } from './oracle-run.js';

export interface Judgement {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  /** Empty: as expected. */
  readonly misses: readonly string[];
}

const toleranceShare = 0.05;
const toleranceMs = 50;
/** Law 5. */
const conservationMs = 1;

interface Answer {
  readonly expected: string;
  readonly found: string;
  readonly misses: readonly string[];
}

export function judge(run: OracleRun, report: Report): Judgement {
  const session = report.sessions.find(({ id }) => id === (run.session ?? 1));
  const answers = [
    ...(run.cause === undefined ? [] : [judgeCause(run.cause, session)]),
    run.rule === 'none' ? judgeHealth(report) : judgeRule(run.rule, report, run.session ?? 1),
  ];
  const join = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('; ');
  return {
    name: run.name,
    expected: join(answers.map((answer) => answer.expected)),
    found: join(answers.map((answer) => answer.found)),
    misses: [...answers.flatMap((answer) => answer.misses), ...report.sessions.flatMap(checkSum)],
  };
}

function judgeCause({ cause, operation, injectedMs }: ExpectedCause, session: ReportSession | undefined): Answer {
  const name = operation === undefined ? cause : `${cause}/${operation}`;
  if (session === undefined) return { expected: name, found: 'no session', misses: ['there is no session'] };
  const wantedMs = typeof injectedMs === 'number' ? injectedMs : injectedMs(session);
  const foundMs = operation === undefined ? session.timeBudgetMs[cause] : (session.serverMsByOperation[operation] ?? 0);
  const isNear = Math.abs(foundMs - wantedMs) <= Math.max(toleranceMs, wantedMs * toleranceShare);
  return {
    expected: `${name} ${formatDuration(wantedMs)}`,
    found: `${name} ${formatDuration(foundMs)}`,
    misses: isNear ? [] : [`${name} is ${foundMs} ms, not ${wantedMs} ms: ${describeBudget(session)}`],
  };
}

const describeBudget = ({ timeBudgetMs, serverMsByOperation }: ReportSession): string => {
  const shares = [
    ...causes.map((cause) => [cause, timeBudgetMs[cause]] as const),
    ...Object.entries(serverMsByOperation).map(([operation, ms]) => [`server/${operation}`, ms] as const),
  ];
  return shares
    .filter(([, ms]) => ms >= 1)
    .map(([name, ms]) => `${name} ${Math.round(ms)}`)
    .join(', ');
};

function judgeRule(wanted: ExpectedRule | undefined, report: Report, session: number): Answer {
  const found = report.verdicts.filter((verdict) => verdict.state === 'found');
  const expectedErrors = [wanted?.rule, ...(wanted?.elsewhere ?? [])];
  const errors = foundRules(report, 'error').filter((rule) => !expectedErrors.includes(rule));
  const misses = errors.length === 0 ? [] : [`also an error: ${errors.join(', ')}`];
  if (wanted === undefined) return { expected: '', found: errors.join(', '), misses };
  const top = found.find((verdict) => verdict.session === null || verdict.session === session);
  const words = top === undefined ? 'nothing' : `${top.rule} (${top.severity})`;
  const expected = `${wanted.rule} (${wanted.severity})`;
  const evidence = top?.because.join(' ') ?? '';
  const all = found.map(({ rule, severity }) => `${rule} (${severity})`).join(', ');
  if (words !== expected) misses.push(`the top verdict is ${words}: ${evidence} All: ${all}`);
  else if (wanted.because?.test(evidence) === false) misses.push(`the evidence is another: ${evidence}`);
  const missing = (wanted.also ?? []).filter((rule) => !found.some((verdict) => verdict.rule === rule));
  if (missing.length > 0) misses.push(`not found: ${missing.join(', ')}. All: ${all}`);
  const also = wanted.also === undefined ? '' : `, ${wanted.also.join(', ')}`;
  return { expected: `${expected}${also}`, found: missing.length === 0 ? `${words}${also}` : words, misses };
}

function judgeHealth(report: Report): Answer {
  const rules = foundRules(report, 'error', 'warning');
  const misses = rules.length === 0 ? [] : [`nothing is wrong, and found is ${rules.join(', ')}`];
  return { expected: 'no warning', found: rules.length === 0 ? 'no warning' : rules.join(', '), misses };
}

const foundRules = (report: Report, ...severities: readonly string[]): string[] => [
  ...new Set(
    report.verdicts
      .filter((verdict) => verdict.state === 'found' && severities.includes(verdict.severity))
      .map((verdict) => verdict.rule),
  ),
];

function checkSum({ id, timeBudgetMs, durationMs }: ReportSession): string[] {
  const sumMs = causes.reduce((sum, cause) => sum + timeBudgetMs[cause], 0);
  const isWhole = Math.abs(sumMs - durationMs) <= conservationMs;
  return isWhole ? [] : [`the causes of session ${id} are ${sumMs} ms of ${durationMs} ms`];
}
