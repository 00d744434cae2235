// Key files: plain ones, ones under a password, and what is no key file. The wrapped key is made here with Node's own AES.
import assert from 'node:assert/strict';
import { createCipheriv, scryptSync } from 'node:crypto';
import { test } from 'node:test';
import { deriveDataKey, parseKeyFile, signManifest } from '../../../src/pbs-client/codec/index.js';

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');
const fingerprint = deriveDataKey(bytes).fingerprint;
const plain = { kdf: null, created: '2026-11-24T08:00:00Z', modified: '2026-11-24T08:00:00Z', data: base64(bytes) };

function wrapped(password: string): object {
  const salt = Buffer.alloc(32, 7);
  const iv = Buffer.alloc(16, 9);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }), iv);
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const kdf = { Scrypt: { n: 1024, r: 8, p: 1, salt: base64(salt) } };
  return { ...plain, kdf, data: base64(Buffer.concat([iv, cipher.getAuthTag(), text])), fingerprint };
}

const parse = (value: unknown, password: string | null = null) => parseKeyFile(JSON.stringify(value), password);

test('a plain key file gives its key; a fingerprint in it must fit', () => {
  const file = parse({ ...plain, fingerprint });
  assert.ok(file.kind === 'key');
  assert.equal(file.key.fingerprint, fingerprint);
  const wrong = parse({ ...plain, fingerprint: 'aa' });
  assert.deepEqual(wrong, { kind: 'unusable', fault: 'its key does not have the fingerprint that it names' });
});

test('a key under a password needs it, the right one', () => {
  assert.deepEqual(parse(wrapped('secret')), { kind: 'needs-password' });
  assert.deepEqual(parse(wrapped('secret'), 'other'), { kind: 'unusable', fault: 'the password is wrong' });
  const file = parse(wrapped('secret'), 'secret');
  assert.ok(file.kind === 'key');
  assert.equal(file.key.fingerprint, fingerprint);
});

test('what is no key file, or asks for too much, is said', () => {
  const faults = [
    [parseKeyFile('no json', null), 'it is no key file'],
    [parse({ kdf: null }), 'it is no key file'],
    [parse({ ...plain, data: 'AAAA' }), 'its key has 3 bytes, not 32'],
    [parse({ ...plain, kdf: 'Argon2' }, 'x'), 'its key derivation is unknown'],
    [parse({ ...plain, kdf: { Scrypt: { n: 2 ** 30, r: 8, p: 1 } } }, 'x'), 'its key derivation is unknown'],
    [parse({ ...plain, kdf: { PBKDF2: { iter: 1e9 } } }, 'x'), 'its key derivation is unknown'],
  ] as const;
  for (const [file, fault] of faults) assert.deepEqual(file, { kind: 'unusable', fault });
});

test("upstream's own signature vector: a key by scrypt from `test`, two files (protocol.md 7.6)", () => {
  const key = deriveDataKey(scryptSync('test', '', 32, { N: 65_536, r: 8, p: 1, maxmem: 2 ** 27 }));
  const file = (filename: string, byte: string, cryptMode: string) => ({
    filename,
    'crypt-mode': cryptMode,
    size: 200,
    csum: byte.repeat(32),
  });
  const files = [file('test1.img.fidx', '01', 'encrypt'), file('abc.blob', '02', 'none')];
  const document = { 'backup-type': 'host', 'backup-id': 'elsa', 'backup-time': 1_593_179_765, files };
  assert.equal(signManifest(document, key), 'd7b446fb7db081662081d4b40fedd858a1d6307a5aff4ecff7d5bf4fd35679e9');
});
