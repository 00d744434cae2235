// `--assert`: text in, assertion or an error that points at the character out; then against a report.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  assertionExamples,
  checkAssertion,
  describeQuantity,
  findingsFrom,
  type GateResult,
  parseAssertion,
  quantities,
} from '../../../../src/core/gate/index.js';
import { rootFolder } from '../../../support/paths.js';
import { analyzeScript, call, digest, openBackup } from '../../../support/session-script.js';

const script = [
  openBackup,
  call(3, 1, 'GET /previous_backup_time', '200 {"data":null}'),
  call(5, 3, 'POST /dynamic_index?archive-name=root.pxar.didx', '200 {"data":1}'),
  call(6, 5, `POST /dynamic_chunk?digest=${digest('a')}&encoded-size=4000&size=9000&wid=1`, '200', 'x'),
  call(
    9,
    7,
    'PUT /dynamic_index',
    '200',
    JSON.stringify({ 'digest-list': [digest('a'), digest('a')], 'offset-list': [0, 9000], wid: 1 }),
  ),
  call(20, 9, 'POST /finish', '200 {"data":null}'),
  '+30 [1] closed client fin',
].join('\n');
const report = analyzeScript(script).report();

function check(text: string): GateResult {
  const parsed = parseAssertion(text);
  assert.equal(parsed.kind, 'assertion', text);
  return checkAssertion((parsed as Extract<typeof parsed, { kind: 'assertion' }>).assertion, report);
}

test('an assertion holds, breaks or was not measured', () => {
  const results = [
    'dedupShare>=50%',
    'dedupShare > 0.5',
    'p99(uploadDynamicChunk)<400ms',
    'max(finish)==1ms',
    'dedupRatio<2x',
    'p50(uploadFixedChunk)<1s',
    'rtt(client)<1s',
  ]
    .map(check)
    .map(({ gate, state, detail }) => `${gate} ${state}: ${detail}`);
  assert.deepEqual(results, [
    'dedupShare>=50% passed: dedupShare of session 1: 50 %',
    'dedupShare > 0.5 broken: dedupShare of session 1: 50 %',
    'p99(uploadDynamicChunk)<400ms passed: p99(uploadDynamicChunk) of session 1: 1.00 ms',
    'max(finish)==1ms passed: max(finish) of session 1: 1.00 ms',
    'dedupRatio<2x broken: dedupRatio of session 1: 2.0x',
    'p50(uploadFixedChunk)<1s not-measured: no session has p50(uploadFixedChunk)',
    'rtt(client)<1s not-measured: no session has rtt(client)',
  ]);
});

test('an error points at the character', () => {
  const errors = [
    '',
    'p98(finish)<1s',
    'p99<1s',
    'p99()<1s',
    'p99(finis)<1s',
    'p99(finish<1s',
    'dedupShare(x)>1',
    'p99(finish)1s',
    'p99(finish)<',
    'p99(finish)<1',
    'p99(finish)<1x',
    'failedCalls==0ms',
    'dedupShare>0.9 and more',
  ].map((text) => {
    const parsed = parseAssertion(text);
    assert.equal(parsed.kind, 'error', text);
    const { at, message } = parsed as Extract<typeof parsed, { kind: 'error' }>;
    return `${text} @${at} ${message.split(';')[0]}`;
  });
  assert.deepEqual(errors, [
    ' @0 a quantity is missing',
    'p98(finish)<1s @0 there is no quantity "p98"',
    'p99<1s @3 p99 needs its operation in parentheses, as in p99(appendDynamicIndex)',
    'p99()<1s @4 the operation is missing',
    'p99(finis)<1s @4 there is no operation "finis"',
    'p99(finish<1s @10 the parenthesis is not closed',
    'dedupShare(x)>1 @10 dedupShare takes nothing in parentheses',
    'p99(finish)1s @11 one of <= >= == != < > is missing',
    'p99(finish)< @12 a number is missing, as in p99(finish)<400ms',
    'p99(finish)<1 @13 a unit is needed (us, ms, s, m, h), as in p99(finish)<400ms',
    'p99(finish)<1x @13 a unit is needed (us, ms, s, m, h), as in p99(finish)<400ms',
    'failedCalls==0ms @14 no unit here, as in failedCalls==5',
    'dedupShare>0.9 and more @14 a unit is needed (%), as in dedupShare>0.9',
  ]);
});

test('every quantity reads its own example, and the examples of the help parse', () => {
  for (const quantity of quantities) {
    const argument = quantity.argument === null ? '' : `(${quantity.argument.known[0]})`;
    const text = `${quantity.name}${argument}>=${quantity.measure.example}`;
    assert.equal(parseAssertion(text).kind, 'assertion', describeQuantity(quantity));
  }
  for (const example of assertionExamples) assert.equal(parseAssertion(example).kind, 'assertion', example);
});

test('docs/gates.md lists every quantity', () => {
  const page = readFileSync(join(rootFolder, 'docs', 'gates.md'), 'utf8');
  const rows = quantities.map(
    (quantity) => `| \`${describeQuantity(quantity)}\` | ${quantity.describe} | \`${quantity.measure.example}\` |`,
  );
  assert.deepEqual(
    page.split('\n').filter((line) => line.startsWith('| `')),
    rows,
  );
});

test('findings from a severity on', () => {
  const verdict = (severity: 'error' | 'warning' | 'info', state: 'found' | 'ok' = 'found') =>
    ({
      rule: severity,
      state,
      severity,
      title: '',
      because: [],
      advice: '',
      session: 1,
      connection: 1,
      chargedMs: null,
    }) as const;
  const verdicts = [verdict('error'), verdict('warning'), verdict('info'), verdict('error', 'ok')];
  assert.deepEqual(
    (['error', 'warning', 'info'] as const).map((failOn) => findingsFrom(failOn, verdicts).length),
    [1, 2, 3],
  );
});
