// Fault files as people write them. In: a text. Out: a plan, or the line and column of the mistake in one sentence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFaultFile } from '../../../../src/pbs-server/faults/index.js';

/** The place of a mistake, in the texts below. */
const mark = '▸';

/** In: a text with a mark. Out: whether the parser found the mistake there, and what it says. */
function complain(marked: string): string {
  const file = parseFaultFile(marked.replace(mark, ''));
  if (file.kind === 'plan') return 'fine';
  const { line, column, sentence, word } = file;
  const before = marked.slice(0, marked.indexOf(mark)).split('\n');
  assert.deepEqual([line, column], [before.length, (before.at(-1)?.length ?? 0) + 1], marked);
  return `${sentence}${word === null ? '' : ` [${word.written} of ${word.known.length}]`}`;
}

const delay = '{ "kind": "delay", "durationMs": 5 }';
const withMatch = (match: string, action = delay): string =>
  `{ "faults": [\n  { "match": ${match}, "do": [ ${action} ] } ] }`;
const withAction = (action: string): string => `{ "faults": [\n  { "do": [ ${action} ] } ] }`;

const table: readonly (readonly [text: string, says: string])[] = [
  [withAction(delay), 'fine'],
  ['▸', 'is not JSON (value expected)'],
  ['{ "faults": [\n▸,] }', 'is not JSON (value expected)'],
  ['{ "faults": [] } ▸// none', 'is not JSON (invalid comment token)'],
  ['▸[]', 'the file must be an object'],
  ['▸{}', '"faults" is missing'],
  ['{ "faults": ▸[] }', '"faults" must not be empty'],
  [`{ "seed": 1,\n  ▸"seed": 2, "faults": [ { "do": [ ${delay} ] } ] }`, '"seed" stands here a second time'],
  [`{ "seed": ▸0.5, "faults": [ { "do": [ ${delay} ] } ] }`, '"seed" must be a whole number'],
  ['{ ▸"fault": [] }', 'there is no "fault" here [fault of 4]'],
  ['{ "faults": [ { "do": ▸{} } ] }', '"do" must be an array'],
  [`{ "faults": [ { ▸"mach": {}, "do": [ ${delay} ] } ] }`, 'there is no "mach" here [mach of 3]'],
  [withMatch('{ "operation": ▸"finsh" }'), 'there is no operation "finsh" [finsh of 19]'],
  [withMatch('{ "operation": [ "finish", ▸"upload" ] }'), 'there is no operation "upload" [upload of 19]'],
  [withMatch('{ "operation": ▸5 }'), `"operation" must be one of ${['rest', 'previousBackupTime'].join(', ')}`],
  [withMatch('{ "session": ▸"bakup" }'), 'there is no session "bakup" (backup, restore, benchmark) [bakup of 3]'],
  [withMatch('{ "nth": ▸0 }'), '"nth" must be at least 1'],
  [withMatch('{ "probability": ▸2 }'), '"probability" must be at most 1'],
  [withAction('{ "kind": ▸"dealy", "durationMs": 5 }'), 'there is no kind "dealy" [dealy of 15]'],
  [withAction('▸{ "durationMs": 5 }'), 'an action needs a "kind"'],
  [withAction('▸{ "kind": "delay" }'), '"durationMs" is missing'],
  [withAction('{ "kind": "delay", ▸"durationms": 5 }'), 'there is no "durationms" here [durationms of 4]'],
  [withAction('{ "kind": "delay", "durationMs": ▸"5s" }'), '"durationMs" must be a number'],
  [withAction('{ "kind": "delay", "durationMs": ▸-1 }'), '"durationMs" must be at least 0'],
  [withAction('{ "kind": "delay", "durationMs": 5, ▸"jitter": 1 }'), 'there is no "jitter" here [jitter of 4]'],
  [
    withAction('{ "kind": "delay", "durationMs": 5, "at": ▸"request " }'),
    'there is no at "request " (reply, request, afterReply) [request  of 3]',
  ],
  [withAction('{ "kind": "reset", "code": ▸"CANCELED" }'), 'there is no code "CANCELED" [CANCELED of 14]'],
  [
    withAction('▸{ "kind": "close", "afterMs": 5, "afterBytes": 5 }'),
    '"close" takes one of afterMs, afterIdleMs and afterBytes',
  ],
  [withAction('{ "kind": "headers", "drop": [ ▸"Connection" ] }'), '"drop" must be a header name in lower case'],
  [withAction('{ "kind": "sendBytes", "hex": ▸"abc" }'), '"hex" must be pairs of hex digits'],
  [
    withMatch('{ "operation": "openBackup" }', '{ "kind": ▸"reset", "code": 8 }'),
    '"reset" cannot be done to openBackup',
  ],
];

test('what is wrong, where, and what could stand there', () => {
  for (const [text, says] of table) assert.ok(complain(text).startsWith(says), `${text}\n${complain(text)}`);
});

test('what is left out has its default', () => {
  const file = parseFaultFile(withAction('{ "kind": "close" }'));
  assert.ok(file.kind === 'plan');
  assert.equal(file.plan.seed, 1);
  const action = file.plan.faults[0]?.do[0];
  assert.deepEqual([action?.kind, action?.moment, action?.text], ['close', 'request', 'ends the connection (fin)']);
});
