// In: a key file of the official client (JSON), and its password where it has one. Out: the data key, or why not. The key is plain,
// or AES-256-GCM under a key from scrypt or PBKDF2: 16 bytes of IV, 16 of tag, then the cipher text.
import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import { isJsonObject, type Json, parseJson } from '../../core/pbs/index.js';
import { type DataKey, dataKeyBytes, deriveDataKey } from './data-key.js';
import { blobCipher, blobIvBytes, blobTagBytes } from './encrypted-blob.js';

export type KeyFile =
  | { readonly kind: 'key'; readonly key: DataKey }
  | { readonly kind: 'needs-password' }
  | { readonly kind: 'unusable'; readonly fault: string };

/** scrypt needs 128 x n x r bytes; PBS writes n = 65536, r = 8, which is 64 MiB. A file that asks for more is not one of its. */
const maxScryptMemoryBytes = 256 * 1024 * 1024;
/** PBS writes 65535. */
const maxRounds = 10_000_000;

const unusable = (fault: string): KeyFile => ({ kind: 'unusable', fault });

export function parseKeyFile(text: string, password: string | null): KeyFile {
  const document = parseJson(text);
  const data = isJsonObject(document) ? document['data'] : undefined;
  if (!isJsonObject(document) || typeof data !== 'string') return unusable('it is no key file');
  const bytes = Buffer.from(data, 'base64');
  const { kdf = null } = document;
  if (kdf === null) return keyOf(bytes, document['fingerprint']);
  if (password === null) return { kind: 'needs-password' };
  const wrapper = deriveWrapper(kdf, password);
  if (wrapper === null) return unusable('its key derivation is unknown');
  const plain = unwrap(bytes, wrapper);
  return plain === null ? unusable('the password is wrong') : keyOf(plain, document['fingerprint']);
}

function keyOf(bytes: Uint8Array, fingerprint: Json | undefined): KeyFile {
  if (bytes.length !== dataKeyBytes) return unusable(`its key has ${bytes.length} bytes, not ${dataKeyBytes}`);
  const key = deriveDataKey(bytes);
  const isExpected = typeof fingerprint !== 'string' || fingerprint === key.fingerprint;
  return isExpected ? { kind: 'key', key } : unusable('its key does not have the fingerprint that it names');
}

const countOf = (value: Json | undefined): number => (typeof value === 'number' && Number.isInteger(value) ? value : 0);

/** Null when the file asks for something else, or for too much. */
function deriveWrapper(kdf: Json, password: string): Buffer | null {
  if (!isJsonObject(kdf)) return null;
  const { Scrypt: scrypt, PBKDF2: pbkdf2 } = kdf;
  try {
    if (isJsonObject(scrypt)) {
      const cost = { N: countOf(scrypt['n']), r: countOf(scrypt['r']), p: countOf(scrypt['p']) };
      return scryptSync(password, saltOf(scrypt['salt']), dataKeyBytes, { ...cost, maxmem: maxScryptMemoryBytes });
    }
    if (!isJsonObject(pbkdf2) || countOf(pbkdf2['iter']) > maxRounds) return null;
    return pbkdf2Sync(password, saltOf(pbkdf2['salt']), countOf(pbkdf2['iter']), dataKeyBytes, 'sha256');
  } catch {
    return null; // parameters that OpenSSL refuses
  }
}

const saltOf = (salt: Json | undefined): Buffer => Buffer.from(typeof salt === 'string' ? salt : '', 'base64');

function unwrap(bytes: Buffer, wrapper: Buffer): Buffer | null {
  const headBytes = blobIvBytes + blobTagBytes;
  if (bytes.length < headBytes) return null;
  const decipher = createDecipheriv(blobCipher, wrapper, bytes.subarray(0, blobIvBytes));
  decipher.setAuthTag(bytes.subarray(blobIvBytes, headBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
