// In: the encrypted records of one direction of TLS 1.3 and what the key log knows of it. Out: their content. Moves from the
// handshake key to the application key at Finished; finds the way without a handshake key too, by trying. RFC 8446 7.
import type { Direction } from '../../../core/wire/index.js';
import type { Tls13Suite } from './cipher-suites.js';
import type { SessionSecrets } from './key-log.js';
import { type RecordContent, RecordProtection } from './record-protection.js';

const labels: Readonly<Record<Direction, { readonly handshake: string; readonly application: string }>> = {
  toServer: { handshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', application: 'CLIENT_TRAFFIC_SECRET_0' },
  toClient: { handshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET', application: 'SERVER_TRAFFIC_SECRET_0' },
};

/** Records that no key opens before the first that one does: refused early data, a handshake whose key or part is missing. */
const maxUnopenedCount = 64;

export type Opened =
  | { readonly kind: 'content'; readonly content: RecordContent }
  /** Not under these keys, and that may be so: early data, handshake records without their key. */
  | { readonly kind: 'passed-over' }
  | { readonly kind: 'unreadable'; readonly detail: string };

export class Tls13Keys {
  readonly #handshake: RecordProtection | null;
  #application: RecordProtection | null;
  #isInApplication = false;
  #mayBeUnopened: boolean;
  #unopenedCount = 0;
  #openedCount = 0;

  constructor(direction: Direction, suite: Tls13Suite, secrets: SessionSecrets, hasEarlyData: boolean) {
    const protect = (label: string): RecordProtection | null => {
      const secret = secrets.get(label);
      return secret === undefined ? null : new RecordProtection(suite, secret);
    };
    this.#handshake = protect(labels[direction].handshake);
    this.#application = protect(labels[direction].application);
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

  open(record: Uint8Array): Opened {
    const content = this.#isInApplication
      ? (this.#application?.decrypt(record) ?? null)
      : this.#openInHandshake(record);
    if (content !== null) {
      this.#openedCount += 1;
      return { kind: 'content', content };
    }
    this.#unopenedCount += 1;
    if (!this.#isInApplication && this.#mayBeUnopened && this.#unopenedCount <= maxUnopenedCount) {
      return { kind: 'passed-over' };
    }
    const place = `encrypted record ${this.#openedCount + 1} of this direction`;
    return { kind: 'unreadable', detail: `${place} does not open with the key of the key log` };
  }

  /** Finished was read: the next record is under the application key (RFC 8446 4.4.4). */
  enterApplication(): void {
    this.#isInApplication = true;
  }

  /** KeyUpdate was read (RFC 8446 4.6.3). */
  update(): void {
    this.#application = this.#application?.next() ?? null;
  }

  /** A record with a hole in it went by. In a handshake it may have been Finished. */
  skip(): void {
    if (this.#isInApplication) this.#application?.skip();
    else {
      this.#handshake?.skip();
      this.#mayBeUnopened = true;
    }
  }

  #openInHandshake(record: Uint8Array): RecordContent | null {
    const content = this.#handshake?.decrypt(record) ?? null;
    if (content !== null || !this.#mayBeUnopened) return content;
    const early = this.#application?.decrypt(record) ?? null;
    if (early !== null) this.#isInApplication = true;
    return early;
  }
}
