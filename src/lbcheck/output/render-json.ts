// A report → one JSON value, in the words of a set-up's expectations (docs/lb-check.md), and as JUnit XML. Pure.
import type { LbCheckReport } from '../run-checks.js';
import type { JudgedCheck } from '../verdict/index.js';
import { wordOf } from '../verdict/index.js';

export function renderJson(report: LbCheckReport): string {
  const { verdict, checks, target, depth, product, durationMs, isInterrupted } = report;
  const value = {
    target,
    depth,
    product,
    outcome: verdict.outcome,
    sentence: verdict.sentence,
    findings: verdict.findings,
    ...verdict.facts,
    durationMs: Math.round(durationMs),
    isInterrupted,
    checks: checks.map(({ id, title, state, evidence, advice }) => ({ id, title, state, evidence, advice })),
  };
  return `${JSON.stringify(value)}\n`;
}

export function renderJunit({ checks, target, durationMs }: LbCheckReport): string {
  const count = (kind: string): number => checks.filter((check) => kindOf(check) === kind).length;
  const head = `  <testsuite name="pbscope.lb-check" tests="${checks.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}" time="${(durationMs / 1000).toFixed(1)}">`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="pbscope ${escapeXml(target)}">`,
    head,
    ...checks.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A note about old releases or odd clients fails nobody's build. */
function kindOf({ state, findings = [] }: JudgedCheck): 'failure' | 'skipped' | 'passed' {
  if (state === 'skipped' || state === 'unknown') return 'skipped';
  const isNote = findings.length > 0 && findings.every((finding) => wordOf(finding).is === 'note');
  return state === 'fail' && !isNote ? 'failure' : 'passed';
}

function renderCase(check: JudgedCheck): string {
  const opening = `    <testcase classname="pbscope.lb-check" name="${escapeXml(check.id)}"`;
  const kind = kindOf(check);
  if (kind === 'passed') return `${opening}/>`;
  const lines = [...check.evidence, ...(check.advice === null ? [] : [`To change: ${check.advice}`])];
  const message = `message="${escapeXml(lines[0] ?? '')}"`;
  const body =
    kind === 'skipped' ? `<skipped ${message}/>` : `<failure ${message}>${escapeXml(lines.join('\n'))}</failure>`;
  return `${opening}>\n      ${body}\n    </testcase>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Texts come from the wire: what XML 1.0 has no place for is left out. */
const escapeXml = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '').replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
