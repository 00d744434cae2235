// The certificate store on disk: made once, the same ever after, closed to others, and good enough for OpenSSL's strict check.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openCertificateStore } from '../../../../src/sources/relay/index.js';

async function newFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-certificates-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'certificates');
}

test('opened twice, it shows the same certificate', async (context) => {
  const folder = await newFolder(context);
  const first = await openCertificateStore(folder);
  const second = await openCertificateStore(folder);
  assert.equal(second.leaf().fingerprint, first.leaf().fingerprint);
  assert.match(first.leaf().fingerprint, /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/);
  assert.deepEqual((await readdir(folder)).sort(), ['ca.key', 'ca.pem', 'leaf.pem']);
});

test('opened by several at once, all show the same, and no drafts are left', async (context) => {
  const folder = await newFolder(context);
  const stores = await Promise.all([1, 2, 3, 4].map(() => openCertificateStore(folder)));
  assert.equal(new Set(stores.map((store) => store.leaf().fingerprint)).size, 1);
  assert.deepEqual(await readdir(join(folder, '..')), ['certificates']);
});

test('keys are for the owner only, also after a careless chmod of the folder', async (context) => {
  const folder = await newFolder(context);
  await openCertificateStore(folder);
  await chmod(folder, 0o755);
  await openCertificateStore(folder);
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
  assert.equal(await modeOf(folder), '700');
  assert.equal(await modeOf(join(folder, 'ca.key')), '600');
  assert.equal(await modeOf(join(folder, 'leaf.pem')), '600');
});

test('the leaf is for this machine under its usual names', async (context) => {
  const store = await openCertificateStore(await newFolder(context));
  const leaf = new X509Certificate(store.leaf().certificate);
  assert.ok(leaf.checkHost('localhost') && leaf.checkIP('127.0.0.1') && leaf.checkIP('::1'));
  assert.equal(leaf.ca, false);
  assert.ok(leaf.verify(new X509Certificate(store.authority.certificate).publicKey));
});

test('another name gets a leaf of its own, the same one again; odd names get none', async (context) => {
  const store = await openCertificateStore(await newFolder(context));
  const named = await store.leafFor('PBS.example.org');
  assert.ok(new X509Certificate(named.certificate).checkHost('pbs.example.org'));
  assert.equal((await store.leafFor('pbs.example.org')).fingerprint, named.fingerprint);
  assert.ok(new X509Certificate((await store.leafFor('192.0.2.7')).certificate).checkIP('192.0.2.7'));
  for (const name of ['localhost', '', 'a b', 'x\u0000.org', '*.example.org', 'a'.repeat(300), '[::1]']) {
    assert.equal((await store.leafFor(name)).fingerprint, store.leaf().fingerprint, name);
  }
});

test('a name as long as DNS allows still fits into a certificate', async (context) => {
  const store = await openCertificateStore(await newFolder(context));
  const name = Array.from({ length: 4 }, (_, index) => String(index).repeat(60)).join('.');
  assert.ok(new X509Certificate((await store.leafFor(name)).certificate).checkHost(name));
});

test('renewed, it shows another certificate of the same CA, also to the next who opens it', async (context) => {
  const folder = await newFolder(context);
  const store = await openCertificateStore(folder);
  const before = store.leaf().fingerprint;
  const renewed = await store.renewLeaf();
  assert.notEqual(renewed.fingerprint, before);
  const again = await openCertificateStore(folder);
  assert.equal(again.leaf().fingerprint, renewed.fingerprint);
  assert.equal(again.authority.fingerprint, store.authority.fingerprint);
});

test('a folder that lacks a file is the operator’s to mend, in one sentence', async (context) => {
  const folder = await newFolder(context);
  await openCertificateStore(folder);
  await unlink(join(folder, 'ca.key'));
  await assert.rejects(openCertificateStore(folder), {
    name: 'OperatorFault',
    message: `The certificate folder ${folder} is incomplete. Delete it, and a new one is made; fingerprints change.`,
  });
  await writeFile(join(folder, 'ca.key'), 'x');
  await writeFile(join(folder, 'leaf.pem'), 'x');
  await assert.rejects(openCertificateStore(folder), {
    name: 'OperatorFault',
    message: /holds no key and certificate/,
  });
});

test('a place that cannot be a folder is said', async (context) => {
  const folder = await newFolder(context);
  await writeFile(folder, 'a file');
  await assert.rejects(openCertificateStore(folder), {
    name: 'OperatorFault',
    message: /cannot be used \(ENOTDIR\)\./,
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const skip = hasOpenssl || process.env['CI'] !== undefined ? false : 'openssl is not installed';
test('OpenSSL verifies leaf and named leaf strictly (-x509_strict)', { skip }, async (context) => {
  const folder = await newFolder(context);
  const store = await openCertificateStore(folder);
  await writeFile(join(folder, 'named.pem'), (await store.leafFor('pbs.example.org')).certificate);
  const verify = (file: string, name: string): string => {
    const args = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      name,
      '-CAfile',
      store.authorityPath,
    ];
    const { stdout, stderr } = spawnSync('openssl', [...args, join(folder, file)], { encoding: 'utf8' });
    return (stdout + stderr).replace(`${folder}/`, '').trim();
  };
  assert.equal(verify('leaf.pem', 'localhost'), 'leaf.pem: OK');
  assert.equal(verify('named.pem', 'pbs.example.org'), 'named.pem: OK');
  assert.match(verify('named.pem', 'other.example.org'), /hostname mismatch/i);
});
