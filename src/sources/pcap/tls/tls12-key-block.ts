// In: the master secret of a TLS 1.2 session (a key log's CLIENT_RANDOM) and both hellos' randoms. Out: how the records of one
// direction are protected. RFC 5246 5, 6.3.
import { createHmac } from 'node:crypto';
import type { Direction } from '../../../core/wire/index.js';
import type { Tls12Suite } from './cipher-suites.js';
import type { RecordProtection } from './record-protection.js';
import { AeadProtection, CbcProtection } from './tls12-protection.js';

export interface Tls12Session {
  readonly suite: Tls12Suite;
  readonly masterSecret: Uint8Array;
  /** Hex, as hellos and key logs have them. */
  readonly clientRandom: string;
  readonly serverRandom: string;
  readonly macPlace: 'over-ciphertext' | 'over-content';
}

function expand(hash: string, secret: Uint8Array, seed: Uint8Array, byteCount: number): Buffer {
  const hmac = (...parts: readonly Uint8Array[]): Buffer => {
    const state = createHmac(hash, secret);
    for (const part of parts) state.update(part);
    return state.digest();
  };
  const blocks: Buffer[] = [];
  let chain = hmac(seed);
  for (let filledBytes = 0; filledBytes < byteCount; filledBytes += chain.length) {
    blocks.push(hmac(chain, seed));
    chain = hmac(chain);
  }
  return Buffer.concat(blocks).subarray(0, byteCount);
}

/** In order: both MAC keys, both keys, both fixed IVs; the client's always first. */
export function deriveTls12Protection(session: Tls12Session, direction: Direction): RecordProtection {
  const { keyBytes, prfHash, protection } = session.suite;
  const macBytes = protection.kind === 'cbc' ? protection.macBytes : 0;
  const fixedIvBytes = protection.kind === 'cbc' ? 0 : protection.cipher === 'chacha20-poly1305' ? 12 : 4;
  const seed = Buffer.concat([
    Buffer.from('key expansion'),
    Buffer.from(session.serverRandom, 'hex'),
    Buffer.from(session.clientRandom, 'hex'),
  ]);
  const block = expand(prfHash, session.masterSecret, seed, 2 * (macBytes + keyBytes + fixedIvBytes));
  const side = direction === 'toServer' ? 0 : 1;
  const cut = (at: number, byteCount: number): Buffer =>
    block.subarray(at + side * byteCount, at + (side + 1) * byteCount);
  const key = cut(2 * macBytes, keyBytes);
  if (protection.kind === 'aead') {
    return new AeadProtection(protection.cipher, key, cut(2 * (macBytes + keyBytes), fixedIvBytes));
  }
  const { cipher, macHash } = protection;
  return new CbcProtection({ cipher, key, macHash, macKey: cut(0, macBytes), macBytes, macPlace: session.macPlace });
}
