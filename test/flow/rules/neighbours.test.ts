// Where two rules meet, or one stands at its edge: which is on top. Found by the oracle (docs/oracle.md); here as wire scripts, for
// there they take as long as in life. In: scripts. Out: findings in their order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRuleScripts } from '../../support/rule-script.js';
import { analyze } from '../../support/session-script.js';

function verdictsOf(script: string) {
  const [run] = parseRuleScripts(`fires: here\n${script}`);
  return analyze(run?.events ?? [])
    .report()
    .verdicts.filter(({ state, rule }) => state === 'found' && rule !== 'observer-overhead');
}

const findings = (script: string): string[] => verdictsOf(script).map(({ severity, rule }) => `${severity} ${rule}`);

const openImage = `backup
call +5..6 1 GET /previous_backup_time => 200 {"data":null}
call +7..8 3 POST /fixed_index?archive-name=disk.img.fidx&size=419430400 => 200 {"data":1}
+20 [1] C> request 11 POST /fixed_chunk?digest={digest 0}&encoded-size=4194316&size=4194304&wid=1 body
+20 [1] C> pressure on`;

test('a rate that is held explains the full line, also where the line was full before the rate was steady', () => {
  const steady = `${openImage}
each n 0..47
+{3000+250*n} [1] C> data 11 1250000
end
+15000 [1] C> pressure off
+15000 [1] C> end 11
+15100 [1] S> reply 11 200`;
  assert.deepEqual(findings(steady), ['warning rate-limit', 'warning line-bound']);
});

test('a plateau of a small part of a full line does not explain it', () => {
  const mostlyStopped = `${openImage}
each n 0..47
+{3000+250*n} [1] C> data 11 1250000
end
+60000 [1] C> pressure off
+60000 [1] C> end 11
+60100 [1] S> reply 11 200`;
  assert.deepEqual(findings(mostlyStopped).slice(0, 2), ['warning line-bound', 'warning rate-limit']);
});

test('a session that ends a little before the least age that is told is one of that age', () => {
  const cut = (endMs: number): string => `backup
call +5..6 1 GET /previous_backup_time => 200 {"data":null}
call +7..8 3 POST /dynamic_index?archive-name=root.pxar.didx => 200 {"data":1}
+${endMs - 100} [1] C> request 5 POST /dynamic_chunk?digest={digest 1}&encoded-size=122625&size=3000000&wid=1 body
+${endMs - 1} [1] C> data 5 4096
+${endMs} [1] closed server fin`;
  assert.equal(findings(cut(29_980))[0], 'error age-limit');
  assert.equal(findings(cut(29_900))[0], 'error unfinished-session');
});

test('a full line that moves nothing at all is no matter of bandwidth: the evidence says when, the advice to look at the reader', () => {
  const frozen = (endMs: number): string => `${openImage}
+100 [1] C> data 11 2000000
+${endMs} [1] C> pressure off
+${endMs} [1] C> data 11 2194316
+${endMs} [1] C> end 11
+${endMs + 10} [1] S> reply 11 200`;
  const [standing] = verdictsOf(frozen(14_100));
  assert.equal(standing?.rule, 'line-bound');
  assert.equal(standing?.because[1], 'Nothing at all moved for 14.0 s of it, from 0:00.100 on.');
  assert.match(standing?.advice ?? '', /^The server took nothing for a while/);
  const [short] = verdictsOf(frozen(4_100));
  assert.match(short?.advice ?? '', /^Test the line to the server alone/);
});

test('a full line whose far end does not read, as the kernel tells: no matter of bandwidth either', () => {
  const run = (receiverLimitedMs: number): string => `${openImage}
each n 0..11
+{500+1000*n} [1] C> data 11 345000
end
+11600 [1] tcp server busy=11000 receiverlimited=${receiverLimitedMs}
+12000 [1] C> pressure off
+12000 [1] C> end 11
+12100 [1] S> reply 11 200`;
  const [reader] = verdictsOf(run(10_700)).filter(({ rule }) => rule === 'line-bound');
  assert.match(reader?.because.at(-1) ?? '', /^TCP waited for the receiver's window for 97 %/);
  assert.match(reader?.advice ?? '', /^The server, or the box before it, reads no faster/);
  const [line] = verdictsOf(run(300)).filter(({ rule }) => rule === 'line-bound');
  assert.match(line?.advice ?? '', /^Test the line to the server alone/);
});
