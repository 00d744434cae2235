// The server's certificate: the same after a restart, a new one when the old is damaged, not its own key's, or nearly over.
// In: a folder and the time. Out: fingerprints.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fingerprintOf, openCertificate } from '../../../src/pbs-server/certificate.js';

const dayMs = 24 * 3600 * 1000;

test('it is kept, and renewed when it is of no use', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-certificate-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'certificate.pem');
  const startMs = Date.now();
  const fingerprintAt = async (nowMs: number): Promise<string> =>
    fingerprintOf((await openCertificate(folder, nowMs)).cert);
  const first = await fingerprintAt(startMs);
  assert.equal(await fingerprintAt(startMs + 300 * dayMs), first);
  const renewed = await fingerprintAt(startMs + 340 * dayMs);
  assert.notEqual(renewed, first);
  assert.equal(await fingerprintAt(startMs + 600 * dayMs), renewed);

  await writeFile(path, 'nonsense');
  const third = await fingerprintAt(startMs);
  assert.notEqual(third, renewed);
  const { key } = await openCertificate(undefined, startMs);
  const text = await readFile(path, 'utf8');
  await writeFile(path, key + text.slice(text.indexOf('-----BEGIN CERTIFICATE')));
  assert.notEqual(await fingerprintAt(startMs), third);
});
