// The key of encrypted backups: 32 bytes in, what is derived from them out: keyed digests, signatures and the fingerprint that a
// manifest names (protocol.md 7.3, 7.6). Key files are read elsewhere.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../core/pbs/index.js';

export const dataKeyBytes = 32;

export interface DataKey {
  readonly encryptionKey: Uint8Array;
  /** Goes into digests and signatures, so that neither tells anything of the data to who lacks the key. */
  readonly idKey: Uint8Array;
  /** Colon-separated hex, as manifests hold it. */
  readonly fingerprint: string;
}

const idKeySalt = '_id_key';
/** The key is random already: ten rounds separate the two keys, they need not slow anybody down. */
const idKeyRounds = 10;
/** What PBS hashes before the id key, to make a fingerprint (protocol.md 7.3). */
const fingerprintPrefix = Buffer.from('6ed0ef77471fff4d55c7a8fe4a9db62161407f134c725ddf30992d25ec45ed26', 'hex');

export function deriveDataKey(encryptionKey: Uint8Array): DataKey {
  const idKey = pbkdf2Sync(encryptionKey, idKeySalt, idKeyRounds, dataKeyBytes, 'sha256');
  const digest = createHash('sha256').update(fingerprintPrefix).update(idKey).digest('hex');
  return { encryptionKey, idKey, fingerprint: digest.match(/../g)?.join(':') ?? '' };
}

/** HMAC of the manifest without what the server may edit. */
export function signManifest(document: JsonObject, key: DataKey): string {
  const { signature: _signature, unprotected: _unprotected, ...signed } = document;
  return createHmac('sha256', key.idKey).update(formatCanonical(signed)).digest('hex');
}

/** Keys sorted, no white space. */
function formatCanonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(formatCanonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${formatCanonical(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
