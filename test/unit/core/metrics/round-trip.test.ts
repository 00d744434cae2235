// Round trips to both ends: every source of them, and which one wins. Event scripts in, milliseconds out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../../../../src/core/event/index.js';
import { parseEventScript } from '../../../support/event-script.js';
import { analyze, call, openBackup } from '../../../support/session-script.js';

const rttOf = (script: string, ...more: readonly Event[]) =>
  analyze([...parseEventScript(`${openBackup}\n${script}`), ...more]).report().sessions[0]?.rttMs;

const tcp = (leg: 'client' | 'server', minRttMs: number | null): Event => {
  const [event] = parseEventScript(`+90 [1] tcp ${leg}`);
  assert.ok(event?.kind === 'tcpFacts');
  return { ...event, minRttMs };
};
const unanswered = '+3 [1] C> request 1 GET /previous_backup_time';

test('SETTINGS and their ACK, each way', () => {
  const settings = '+3 [1] C> settings MAX_FRAME_SIZE=16384\n+3 [1] S> settings MAX_FRAME_SIZE=16384';
  assert.deepEqual(rttOf(`${settings}\n${unanswered}\n+5 [1] C> settingsAck\n+43 [1] S> settingsAck`), {
    client: 2,
    server: 40,
  });
  assert.deepEqual(rttOf(`${unanswered}\n+5 [1] C> settingsAck\n+43 [1] S> settingsAck`), {
    client: null,
    server: null,
  });
});

test('calls that cost the server next to nothing: from the whole request to the first byte of the reply', () => {
  const index = call(3, 1, 'POST /dynamic_index?archive-name=a.pxar.didx', '200 {"data":1}').replaceAll('+4', '+24');
  assert.deepEqual(rttOf(index), { client: null, server: 21 });
  const previous = call(30, 3, 'GET /previous_backup_time', '200').replace('+31', '+50');
  assert.deepEqual(rttOf(`${index}\n${previous}`), { client: null, server: 20 });
  assert.deepEqual(rttOf(call(3, 1, 'POST /finish', '200')), { client: null, server: null });
});

test('the kernel: the whole way to the client, and to the server for want of better', () => {
  assert.deepEqual(rttOf(unanswered, tcp('client', 0.5), tcp('server', 0.1)), { client: 0.5, server: 0.1 });
  assert.deepEqual(rttOf(unanswered, tcp('client', null), tcp('server', null)), { client: null, server: null });
  const emulated = call(3, 1, 'GET /previous_backup_time', '200').replace('+4', '+43');
  assert.deepEqual(rttOf(emulated, tcp('server', 0.1)), { client: null, server: 40 });
});

test('a box that ends TCP before the client: the kernel sees as far as the box, the client answers from behind it', () => {
  const settings = '+3 [1] S> settings MAX_FRAME_SIZE=16384\n';
  const steps = (gapsMs: readonly number[]): string => {
    let atMs = 200;
    const calls = gapsMs.map((gapMs, index) => {
      const text = call(atMs, 1 + 2 * index, 'GET /chunk?digest=00', '200');
      atMs += 1 + gapMs;
      return text;
    });
    return calls.join('\n');
  };
  const ack = (atMs: number): string => `+${atMs} [1] C> settingsAck\n`;
  const near = tcp('client', 0.1);
  const client = (script: string): number | null | undefined => rttOf(settings + script, near)?.client;
  assert.equal(client(ack(103) + steps([101, 100, 102, 100, 100])), 100);
  assert.equal(client(ack(103)), 0.1, 'one slow answer does not tell');
  assert.equal(client(ack(103) + steps([101, 100, 102, 4, 100])), 0.1, 'once it was quick');
  assert.equal(
    client(ack(5) + steps([101, 100, 102, 100, 100])),
    0.1,
    'the ACK was: the client is busy between its calls',
  );
});
