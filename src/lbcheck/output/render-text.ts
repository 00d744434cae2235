// A report → text for the admin: the sentence that matters, each check with its evidence, and the lines to change. A plan → what would be
// sent and what stays, for --list and --dry-run. Pure.
import type { Check, CheckState, Depth } from '../check.js';
import type { LbCheckReport } from '../run-checks.js';
import { findingWords, type JudgedCheck } from '../verdict/index.js';

const marks: Readonly<Record<CheckState, string>> = {
  pass: 'pass   ',
  warn: 'warn   ',
  fail: 'FAIL   ',
  skipped: 'skipped',
  unknown: 'unknown',
};

const depthNames: Readonly<Record<Depth, string>> = {
  none: 'without credentials',
  token: 'with an account',
  'both-ends': 'with both ends',
};

export function renderText(report: LbCheckReport): string {
  const { verdict, checks, target, depth, product, isInterrupted } = report;
  const lines = [
    `${target}: ${verdict.sentence}`,
    `outcome ${verdict.outcome}${verdict.findings.length > 1 ? `; findings ${verdict.findings.join(', ')}` : ''}`,
    `${depthNames[depth]}${product === null ? '' : `, looks like ${product}`}${isInterrupted ? ', interrupted' : ''}`,
    '',
    ...renderChecks(report),
  ];
  const todo = adviceOf(checks);
  if (todo.length > 0) lines.push('', 'To change:', ...todo.map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}

/** What the verdict hangs on first; then what fails, then what warns. The same advice is given once. */
function adviceOf(checks: readonly JudgedCheck[]): readonly string[] {
  const gravity = findingWords.map(({ word }) => word);
  const rankOf = ({ state, findings = [] }: JudgedCheck): number =>
    Math.min(...findings.map((word) => gravity.indexOf(word)), gravity.length + (state === 'fail' ? 0 : 1));
  const told = checks.filter(({ state }) => state === 'fail' || state === 'warn').sort((a, b) => rankOf(a) - rankOf(b));
  return [...new Set(told.flatMap(({ advice }) => (advice === null ? [] : [advice])))];
}

/** Without a connection most checks have nothing to ask: that is said once. */
function renderChecks({ checks, verdict }: LbCheckReport): string[] {
  const hasConnection = verdict.class !== 'unreachable' && verdict.class !== 'tls';
  const isTold = ({ state }: JudgedCheck): boolean => hasConnection || (state !== 'skipped' && state !== 'unknown');
  const lines = checks.flatMap((check, index) => (isTold(check) ? renderCheck(check, index) : []));
  const untoldCount = checks.filter((check) => !isTold(check)).length;
  return untoldCount === 0 ? lines : [...lines, '', `${untoldCount} more checks had nothing to ask: see --json.`];
}

function renderCheck(check: JudgedCheck, index: number): string[] {
  const number = String(index + 1).padStart(2);
  return [
    `${number} ${marks[check.state]} ${check.id.padEnd(17)} ${check.title}`,
    ...check.evidence.map((line) => `${' '.repeat(11)}${line}`),
  ];
}

export const renderCheckLine = ({ state, id, evidence }: JudgedCheck): string =>
  `${marks[state]} ${id.padEnd(17)} ${evidence[0] ?? ''}`;

const staysOnPbs = [
  'On a real PBS the account opens benchmark sessions (host/benchmark, benchmark=true). The server removes their snapshots.',
  'What stays: the folder of the group host/benchmark with its owner file, and the task logs. No chunk is stored.',
  'Readers are opened only on the snapshot that --snapshot names; nothing is written to it.',
];

export function renderPlan(checks: readonly Check[], depth: Depth | null): string {
  const lines = checks.map(
    (check) => `${check.id.padEnd(17)} ${check.depth.padEnd(9)} ${check.title}\n${' '.repeat(28)}sends ${check.sends}`,
  );
  return `${[...lines, ...(depth === 'token' ? ['', ...staysOnPbs] : [])].join('\n')}\n`;
}
