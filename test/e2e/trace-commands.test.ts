// `pbscope trace check | redact | grep-secrets` as users run them: packed both ways, exit codes, places.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fixturesFolder } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-trace-'));
after(() => rmSync(folder, { recursive: true }));
const demo = join(fixturesFolder, 'traces', 'demo.pbscope.gz');

test('a copy without names, in zstd, is whole, clean and says the same', async () => {
  const copy = join(folder, 'copy.pbscope.zst');
  const redacted = await runPbscope(['trace', 'redact', demo, copy, '--names']);
  assert.deepEqual(redacted, { code: 0, stdout: `${copy} is written.\n`, stderr: '' });
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  assert.equal(readFileSync(copy).readUInt32LE(0), 0xfd2fb528);
  const [checked, searched, reported] = await Promise.all([
    runPbscope(['trace', 'check', copy]),
    runPbscope(['trace', 'grep-secrets', copy]),
    runPbscope(['report', copy]),
  ]);
  assert.equal(checked.code, 0);
  assert.match(
    checked.stdout,
    /^Trace version 2, .* without secrets and names\.\n2087 events of 3 connections .*\nNot damaged\.\n$/,
  );
  assert.deepEqual(searched, { code: 0, stdout: 'No secret in 2088 lines.\n', stderr: '' });
  assert.doesNotMatch(reported.stdout, /host\/demo|datastore demo|files\.pxar/);
  assert.match(reported.stdout, /SESSION 1: backup of host\/id-[0-9a-f]{10}\/.*, finished/);
  const again = await runPbscope(['trace', 'redact', demo, copy]);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /copy\.pbscope\.zst exists\. Name another file, or remove it\./);
});

test('damage and secrets end with 3 and their places, what is no trace with 20', async () => {
  const [header = '', ...rest] = readFileSync(join(fixturesFolder, 'traces', 'version-1.pbscope'), 'utf8').split('\n');
  const damaged = join(folder, 'damaged.pbscope');
  writeFileSync(damaged, [header, '{"kind":"ping"', ...rest.slice(0, 5)].join('\n'));
  const leaking = join(folder, 'leaking.pbscope');
  writeFileSync(
    leaking,
    `${header}\n{"kind":"trailers","headers":[["cookie","PBSAuthCookie=x"]]}\n{"detail":"hunter2"}\n`,
  );
  const known = join(folder, 'known');
  writeFileSync(known, 'hunter2\n');
  const [checked, searched, none] = await Promise.all([
    runPbscope(['trace', 'check', damaged]),
    runPbscope(['trace', 'grep-secrets', leaking, '--known', known]),
    runPbscope(['trace', 'check', join(fixturesFolder, 'traces', 'README.md')]),
  ]);
  assert.equal(checked.code, 3);
  assert.match(
    checked.stdout,
    /It has no end: .*\nLine 2: not JSON\nDamaged in 1 place; reports are made of the rest\.\n$/,
  );
  assert.equal(searched.code, 3);
  assert.equal(
    searched.stdout,
    [
      'Line 2, headers[0]: the header cookie, which is not on the list',
      'Line 2, headers[0][1]: a cookie of PBS',
      'Line 3, detail: a secret that was given',
      'pbscope trace redact makes a copy without them.',
      '',
    ].join('\n'),
  );
  assert.equal(none.code, 20);
  assert.match(none.stderr, /README\.md cannot be used: it is neither a trace/);
});
