// In: a report, the results of its gates, the severity that breaks. Out: JUnit XML for CI: one suite of rules, one of assertions.
// A finding below the severity passes; a rule without enough data is skipped; a rule that failed is an error. Judges nothing.
import { type FailOn, findingsFrom, type GateResult } from '../../core/gate/index.js';
import type { Report, ReportVerdict } from '../../core/report/index.js';

type TestCase = {
  readonly name: string;
  readonly outcome: '' | 'skipped' | 'failure' | 'error';
  readonly lines: readonly string[];
};

export function renderJunit(report: Report, gates: readonly GateResult[], failOn: FailOn): string {
  const broken = new Set(findingsFrom(failOn, report.verdicts));
  const suites = [
    renderSuite(
      'verdicts',
      report.verdicts.map((verdict) => caseOfVerdict(verdict, broken)),
    ),
    ...(gates.length === 0 ? [] : [renderSuite('assertions', gates.map(caseOfGate))]),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pbscope ${escapeXml(report.source.name)}">\n${suites.join('')}</testsuites>\n`;
}

function caseOfVerdict(verdict: ReportVerdict, broken: ReadonlySet<ReportVerdict>): TestCase {
  const { rule, session, state, title, because, advice } = verdict;
  const name = session === null ? rule : `${rule} (session ${session})`;
  switch (state) {
    case 'found':
      return broken.has(verdict)
        ? { name, outcome: 'failure', lines: [title, ...because, `To do: ${advice}`] }
        : { name, outcome: '', lines: [] };
    case 'failed':
      return { name, outcome: 'error', lines: [`The rule failed: ${because.join(' ')}`] };
    case 'not-enough-data':
      return { name, outcome: 'skipped', lines: ['not enough data', ...because] };
    case 'ok':
      return { name, outcome: '', lines: [] };
  }
}

const caseOfGate = ({ gate, state, detail }: GateResult): TestCase => ({
  name: gate,
  outcome: state === 'passed' ? '' : 'failure',
  lines: state === 'passed' ? [] : [state === 'broken' ? `${gate} does not hold` : `${gate} was not measured`, detail],
});

function renderSuite(name: string, cases: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  const head = `  <testsuite name="pbscope.${name}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}">`;
  return `${[head, ...cases.map((one) => renderCase(name, one)), '  </testsuite>'].join('\n')}\n`;
}

function renderCase(suite: string, { name, outcome, lines }: TestCase): string {
  const opening = `    <testcase classname="pbscope.${suite}" name="${escapeXml(name)}"`;
  if (outcome === '') return `${opening}/>`;
  const message = `message="${escapeXml(lines[0] ?? '')}"`;
  const body = outcome === 'skipped' ? '/>' : `>${escapeXml(lines.join('\n'))}</${outcome}>`;
  return `${opening}>\n      <${outcome} ${message}${body}\n    </testcase>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Texts come from the wire: what XML 1.0 has no place for is left out. */
const escapeXml = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '').replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
