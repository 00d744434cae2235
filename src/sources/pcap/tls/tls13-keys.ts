// In: the encrypted records of one direction of TLS 1.3 and what the key log knows of it. Out: their content. Moves from the
// handshake key to the application key at Finished; finds the way without a handshake key too, by trying. RFC 8446 7.
import type { Direction } from '../../../core/wire/index.js';
import type { Tls13Suite } from './cipher-suites.js';
import type { SessionSecrets } from './key-log.js';
import { describeUnreadable, type Lost, type LostRange, type Opened, type RecordKeys } from './record-keys.js';
import { type RecordContent, RecordSequence } from './record-protection.js';
import { nextSecret, Tls13Protection } from './tls13-protection.js';

const labels: Readonly<Record<Direction, { readonly handshake: string; readonly application: string }>> = {
  toServer: { handshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', application: 'CLIENT_TRAFFIC_SECRET_0' },
  toClient: { handshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET', application: 'SERVER_TRAFFIC_SECRET_0' },
};

/** Records that no key opens before the first that one does: refused early data, a handshake whose key or part is missing. */
const maxUnopenedCount = 64;

/** A secret and the records under it. */
interface Epoch {
  readonly secret: Uint8Array;
  readonly records: RecordSequence;
}

export class Tls13Keys implements RecordKeys {
  readonly areAllTypesEncrypted = false;
  readonly #suite: Tls13Suite;
  readonly #handshake: Epoch | null;
  #application: Epoch | null;
  #isInApplication = false;
  #mayBeUnopened: boolean;
  #unopenedCount = 0;
  #openedCount = 0;

  constructor(direction: Direction, suite: Tls13Suite, secrets: SessionSecrets, hasEarlyData: boolean) {
    this.#suite = suite;
    const begin = (label: string): Epoch | null => {
      const secret = secrets.get(label);
      return secret === undefined ? null : this.#begin(secret);
    };
    this.#handshake = begin(labels[direction].handshake);
    this.#application = begin(labels[direction].application);
    this.#mayBeUnopened = this.#handshake === null || (hasEarlyData && direction === 'toServer');
  }

  get hasAny(): boolean {
    return this.#handshake !== null || this.#application !== null;
  }

  get hasApplication(): boolean {
    return this.#application !== null;
  }

  get isInApplication(): boolean {
    return this.#isInApplication;
  }

  get overheadBytes(): number | null {
    return (this.#application ?? this.#handshake)?.records.overheadBytes ?? null;
  }

  open(record: Uint8Array): Opened {
    const content = this.#isInApplication
      ? (this.#application?.records.decrypt(record) ?? null)
      : this.#openInHandshake(record);
    if (content !== null) {
      this.#openedCount += 1;
      return { kind: 'content', content };
    }
    this.#unopenedCount += 1;
    if (!this.#isInApplication && this.#mayBeUnopened && this.#unopenedCount <= maxUnopenedCount) {
      return { kind: 'passed-over' };
    }
    return describeUnreadable(this.#openedCount);
  }

  /** RFC 8446 4.4.4. */
  enterApplication(): void {
    this.#isInApplication = true;
  }

  /** RFC 8446 4.6.3. */
  update(): void {
    if (this.#application !== null) this.#application = this.#following(this.#application);
  }

  /** In a handshake it may have been Finished. */
  skip(): void {
    if (this.#isInApplication) this.#application?.records.skip();
    else {
      this.#handshake?.records.skip();
      this.#mayBeUnopened = true;
    }
  }

  /** A hole in the handshake may hide Finished; one that hides a KeyUpdate ends the reading. */
  findBehindHole(record: Uint8Array, range: LostRange): Lost | null {
    if (this.#isInApplication) {
      const count = this.#application?.records.findBehindHole(record, range) ?? null;
      return count === null ? null : { count, content: 'counted' };
    }
    const handshakeCount = this.#handshake?.records.findBehindHole(record, range) ?? null;
    if (handshakeCount !== null) return { count: handshakeCount, content: 'none' };
    const count = this.#application?.records.findBehindHole(record, { ...range, leastCount: 0 }) ?? null;
    if (count === null) return null;
    this.#isInApplication = true;
    return { count, content: count === 0 ? 'none' : 'unknown' };
  }

  #begin(secret: Uint8Array): Epoch {
    return { secret, records: new RecordSequence(new Tls13Protection(this.#suite, secret)) };
  }

  #following(epoch: Epoch): Epoch {
    return this.#begin(nextSecret(this.#suite, epoch.secret));
  }

  #openInHandshake(record: Uint8Array): RecordContent | null {
    const content = this.#handshake?.records.decrypt(record) ?? null;
    if (content !== null || !this.#mayBeUnopened) return content;
    const early = this.#application?.records.decrypt(record) ?? null;
    if (early !== null) this.#isInApplication = true;
    return early;
  }
}
