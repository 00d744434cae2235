// The exchange stage alone: times of every edge, progress (D10), pairing by stream, and that it knows no PBS.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Exchange, type ExchangeStep, ExchangeTracker } from '../../../../src/core/exchange/index.js';
import { parseEventScript } from '../../../support/event-script.js';

function follow(script: string): { readonly steps: readonly ExchangeStep<Exchange>[]; readonly kinds: string } {
  const tracker = new ExchangeTracker<Exchange>((exchange) => exchange);
  const steps = parseEventScript(script).flatMap((event) => tracker.feed(event));
  return { steps, kinds: steps.map((step) => `${step.exchange.id} ${step.kind}`).join(', ') };
}

const first = (script: string): Exchange => follow(script).steps[0]?.exchange ?? assert.fail('no exchange');

test('every edge has its time', () => {
  const exchange = first(`
    +0 [1] opened
    +1 [1] C> request 1 POST /x length=30 body
    +2 [1] C> data 1 10
    +3 [1] C> data 1 20
    +4 [1] C> end 1
    +5 [1] S> reply 1 200 length=7 body
    +6 [1] S> data 1 7
    +7 [1] S> end 1`);
  const { startedAtMs, requestHeadAtMs, requestFirstDataAtMs, requestEndAtMs } = exchange;
  assert.deepEqual([startedAtMs, requestHeadAtMs, requestFirstDataAtMs, requestEndAtMs], [1, 1, 2, 4]);
  const { responseFirstAtMs, responseHeadAtMs, responseEndAtMs, lastProgressAtMs } = exchange;
  assert.deepEqual([responseFirstAtMs, responseHeadAtMs, responseEndAtMs, lastProgressAtMs], [5, 5, 7, 7]);
  assert.deepEqual([exchange.requestBytes, exchange.responseBytes], [30, 7]);
  assert.deepEqual([exchange.requestContentLength, exchange.responseContentLength], [30, 7]);
  assert.equal(exchange.state, 'answered');
});

test('a content-length that is no plain number is unknown', () => {
  for (const length of ['-1', '1e3', '9'.repeat(20), 'x']) {
    const exchange = first(`+0 [1] opened\n+1 [1] C> request 1 POST /x length=${length} body`);
    assert.equal(exchange.requestContentLength, null, length);
  }
});

test('progress: bytes either way, and a window that opens for a body that waits; not one for others', () => {
  const begin = '+0 [1] opened\n+1 [1] C> request 1 POST /x body\n';
  const progress: readonly (readonly [string, number])[] = [
    ['+5 [1] C> data 1 1', 5],
    ['+5 [1] C> data 1 0', 1],
    ['+5 [1] C> stall 0', 1],
    ['+5 [1] C> stall 0\n+6 [1] C> unstall 0', 6],
    ['+5 [1] C> stall 0\n+6 [1] C> stall 1\n+7 [1] C> unstall 0', 1],
    ['+5 [1] C> stall 3\n+6 [1] C> unstall 3', 1],
    ['+5 [1] C> end 1\n+6 [1] C> stall 0\n+7 [1] C> unstall 0', 5],
    ['+5 [1] S> stall 1\n+6 [1] S> unstall 1', 6],
    ['+5 [1] S> reply 1 103', 5],
    ['+5 [1] S> reset 1 CANCEL', 5],
  ];
  for (const [script, atMs] of progress) assert.equal(first(begin + script).lastProgressAtMs, atMs, script);
});

test('pipelined requests and streams are paired by their number, each connection for itself', () => {
  const { kinds } = follow(`
    +0 [1] opened
    +0 [2] opened
    +1 [1] C> request h1#1 GET /a
    +2 [1] C> request h1#2 GET /b
    +3 [2] C> request 1 GET /c
    +4 [1] S> reply h1#1 200
    +5 [2] S> reply 1 200
    +6 [1] S> reply h1#2 200`);
  const answered = 'replied, replyEnded, ended'.split(', ');
  const expected = [
    ...['1', '2', '3'].flatMap((id) => [`${id} started`, `${id} requestEnded`]),
    ...['1', '3', '2'].flatMap((id) => answered.map((kind) => `${id} ${kind}`)),
  ];
  assert.equal(kinds, expected.join(', '));
});

test('a CONNECT is over with its answer, whatever follows', () => {
  const { kinds } = follow(`
    +0 [1] opened
    +1 [1] C> request h1#1 CONNECT pbs:8007 body
    +2 [1] S> reply h1#1 200 body
    +3 [1] C> data h1#1 500`);
  assert.equal(kinds, '1 started, 1 replied, 1 requestEnded, 1 replyEnded, 1 ended');
});

test('a stream number that comes again while it is open is not followed twice', () => {
  const tracker = new ExchangeTracker<Exchange>((exchange) => exchange);
  const script = '+0 [1] opened\n+1 [1] C> request 1 GET /a body\n+2 [1] C> request 1 GET /b body';
  const steps = parseEventScript(script).flatMap((event) => tracker.feed(event));
  assert.deepEqual(
    steps.map((step) => step.exchange.target),
    ['/a'],
  );
  assert.equal(tracker.droppedCount, 1);
});
