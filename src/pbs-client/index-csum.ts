// The checksum of an index while its entries come: SHA-256 over the entries as they are stored (protocol.md 7.4, 7.5).
import { createHash, type Hash } from 'node:crypto';
import { encodeDynamicIndexEntry } from '../core/pbs/index.js';

export class IndexChecksum {
  readonly #hash: Hash = createHash('sha256');
  readonly #kind: 'dynamic' | 'fixed';

  constructor(kind: 'dynamic' | 'fixed') {
    this.#kind = kind;
  }

  add(digest: string, endBytes: number): void {
    this.#hash.update(this.#kind === 'fixed' ? Buffer.from(digest, 'hex') : encodeDynamicIndexEntry(endBytes, digest));
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
