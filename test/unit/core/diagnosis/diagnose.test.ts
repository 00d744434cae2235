// How verdicts come about, with made-up rules: states, severities by cost, consequences, order, a rule that throws, both sides of a box.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Answer,
  diagnose,
  FactCollector,
  type FactSource,
  type Rule,
} from '../../../../src/core/diagnosis/index.js';
import type { Report, ReportSession } from '../../../../src/core/report/index.js';
import { analyzeScript, openBackup } from '../../../support/session-script.js';

const text = { title: 'T', firesWhen: '', silentWhen: '', threshold: '', remedy: '' };
const found = (more: Partial<Extract<Answer, { state: 'found' }>> = {}): Answer => ({
  state: 'found',
  because: ['1 ms'],
  advice: 'Do it.',
  ...more,
});

function ruleOf(id: string, answer: () => Answer, more: Partial<Rule> = {}): Rule {
  return { id, about: 'session', severity: 'error', ...text, ...more, check: answer } as Rule;
}

const report = analyzeScript(openBackup).report();
const collector = new FactCollector();
const facts: FactSource = {
  factsOf: () => ({}) as ReturnType<FactSource['factsOf']>, // no rule here asks
  linkOf: (connection) => collector.linkOf(connection),
};

const lines = (rules: readonly Rule[], of: Report = report): string[] =>
  diagnose(of, facts, rules).map(
    ({ rule, state, severity, session, because }) =>
      `${state} ${severity} ${rule}/${session ?? '-'} ${because.join(' ')}`,
  );

test('what costs time is a warning from 10 s on, and information below', () => {
  const costs = (id: string, chargedMs: number) => ruleOf(id, () => found({ chargedMs }), { severity: 'by-cost' });
  assert.deepEqual(lines([costs('less', 9999), costs('more', 10_000)]), [
    'found warning more/1 1 ms',
    'found info less/1 1 ms',
  ]);
});

test('a consequence is information where an error of a rule above explains it', () => {
  const consequence = ruleOf('after', () => found(), { isConsequence: true });
  assert.deepEqual(lines([ruleOf('cause', () => found()), consequence]), [
    'found error cause/1 1 ms',
    'found info after/1 1 ms Follows from cause.',
  ]);
  const warned = ruleOf('cause', () => found({ severity: 'warning' }));
  assert.deepEqual(lines([warned, consequence])[0], 'found error after/1 1 ms');
});

test('faults stand before costs, costs before what is only worth knowing, the dearest first', () => {
  const of = (id: string, severity: 'warning' | 'info', chargedMs?: number) =>
    ruleOf(id, () => found({ severity, ...(chargedMs === undefined ? {} : { chargedMs }) }));
  const rules = [
    of('known', 'info'),
    of('cheap', 'warning', 11_000),
    of('dear', 'warning', 20_000),
    of('small', 'info', 5),
    of('fault', 'warning'),
    ruleOf('quiet', () => ({ state: 'ok' })),
    ruleOf('blind', () => ({ state: 'not-enough-data', because: ['no keys'] })),
  ];
  const order = lines(rules).map((line) => line.split(' ')[2]?.split('/')[0]);
  assert.deepEqual(order, ['fault', 'dear', 'cheap', 'small', 'known', 'blind', 'quiet']);
});

test('a rule that throws is one verdict, and spoils nothing', () => {
  const broken = ruleOf('broken', () => {
    throw new Error('boom');
  });
  assert.deepEqual(lines([broken, ruleOf('fine', () => found())]), [
    'found error fine/1 1 ms',
    'failed error broken/- boom',
  ]);
});

test('a session on both sides of a box is one finding, that of the side nearer the server', () => {
  const [session] = report.sessions as [ReportSession];
  const outer = { ...session, id: 1, sameAs: 2, startedAtMs: 0 };
  const inner = { ...session, id: 2, sameAs: 1, startedAtMs: 1 };
  const both = { ...report, sessions: [outer, inner] };
  assert.deepEqual(lines([ruleOf('seen', () => found())], both), ['found error seen/2 1 ms']);
});
