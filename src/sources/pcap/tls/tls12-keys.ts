// In: the records of one direction of TLS 1.2 behind its ChangeCipherSpec. Out: their content. One key from Finished to the end;
// a renegotiation brings another ChangeCipherSpec and then another of these. RFC 5246 6.2.3, 7.1.
import { describeUnreadable, type Lost, type LostRange, type Opened, type RecordKeys } from './record-keys.js';
import { type RecordProtection, RecordSequence } from './record-protection.js';

export class Tls12Keys implements RecordKeys {
  readonly areAllTypesEncrypted = true;
  readonly hasApplication = true;
  readonly #records: RecordSequence;
  #isInApplication = false;
  #openedCount = 0;

  constructor(protection: RecordProtection) {
    this.#records = new RecordSequence(protection);
  }

  get isInApplication(): boolean {
    return this.#isInApplication;
  }

  get overheadBytes(): number | null {
    return this.#records.overheadBytes;
  }

  open(record: Uint8Array): Opened {
    const content = this.#records.decrypt(record);
    if (content === null) return describeUnreadable(this.#openedCount);
    this.#openedCount += 1;
    return { kind: 'content', content };
  }

  enterApplication(): void {
    this.#isInApplication = true;
  }

  /** TLS 1.2 has none. */
  update(): void {}

  /** Where it was Finished, application data follow all the same. */
  skip(): void {
    this.#records.skip();
    this.#isInApplication = true;
  }

  findBehindHole(record: Uint8Array, range: LostRange): Lost | null {
    const count = this.#records.findBehindHole(record, range);
    if (count === null) return null;
    const content = this.#isInApplication ? 'counted' : count === 0 ? 'none' : 'unknown';
    this.#isInApplication = true;
    return { count, content };
  }
}
