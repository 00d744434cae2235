// Runs in which no session comes about, or its tunnel is none: what the server or a box answers, and the verdict on top.
import { load, upgradeElsewhere } from './clients.js';
import { at, atUpgrade, chunks } from './fault-words.js';
import type { OracleRun } from './oracle-run.js';

export const refusalRuns: readonly OracleRun[] = [
  {
    name: 'the login reaches one node, the upgrade another, which answers 401 after 3 s',
    bench: {
      faults: atUpgrade(
        { kind: 'delay', durationMs: 3000, at: 'request' },
        { kind: 'reply', status: 401, text: 'authentication failed', contentType: null },
      ),
    },
    work: upgradeElsewhere,
    rule: { rule: 'ticket-per-node', severity: 'warning', also: ['auth-delay'] },
    lane: 'sample',
  },
  {
    name: 'another backup of the group is running',
    bench: { faults: at(chunks, { session: 1, nth: 1 }, { kind: 'delay', durationMs: 1500 }) },
    work: async (bench) => {
      const first = load(bench, { way: 'direct', nth: 1 });
      await bench.server.logged('waits 1500 ms');
      await load(bench, { nth: 2 });
      await first;
    },
    rule: { rule: 'group-locked', severity: 'warning' },
    lane: 'sample',
  },
  {
    name: 'the snapshot is older than the last one',
    bench: {},
    work: async (bench) => {
      await load(bench, { way: 'direct', nth: 2 });
      await load(bench, { nth: 1 });
    },
    rule: { rule: 'clock', severity: 'warning' },
    lane: 'sample',
  },
  {
    name: 'a box answers the upgrade with its own page, 502',
    bench: { faults: atUpgrade({ kind: 'reply', status: 502, text: '<h1>502 Bad Gateway</h1>' }) },
    work: (bench) => load(bench),
    rule: { rule: 'upgrade-refused', severity: 'error', because: /502: <h1>502 Bad Gateway/ },
    lane: 'sample',
  },
  {
    name: 'the token is refused after 3 s',
    bench: {
      faults: atUpgrade(
        { kind: 'delay', durationMs: 3000, at: 'request' },
        { kind: 'reply', status: 401, text: 'authentication failed', contentType: null },
      ),
    },
    work: (bench) => load(bench),
    cause: { cause: 'login', injectedMs: 3000 },
    rule: { rule: 'upgrade-refused', severity: 'error', also: ['auth-delay'] },
    lane: 'quiet',
  },
  {
    name: 'the password is refused after 3 s',
    bench: {
      faults: at(
        'login',
        {},
        { kind: 'delay', durationMs: 3000, at: 'request' },
        { kind: 'reply', status: 401, text: 'authentication failed', contentType: null },
      ),
    },
    work: (bench) => load(bench, { as: 'user' }),
    rule: { rule: 'auth-delay', severity: 'warning', because: /401 after 3\.0/ },
    lane: 'quiet',
  },
  {
    name: 'a page behind the 101 instead of HTTP/2',
    bench: {
      faults: atUpgrade(
        { kind: 'sendBytes', text: '<html><h1>400 Bad Request</h1></html>', at: 'afterReply' },
        { kind: 'close', how: 'close-notify', at: 'afterReply' },
      ),
    },
    work: (bench) => load(bench),
    rule: { rule: 'tunnel-not-raw', severity: 'error' },
    lane: 'sample',
  },
  {
    name: 'a FIN right behind the 101',
    bench: { faults: atUpgrade({ kind: 'close', at: 'afterReply' }) },
    work: (bench) => load(bench),
    rule: { rule: 'tunnel-closed-at-once', severity: 'error' },
    lane: 'sample',
  },
];
