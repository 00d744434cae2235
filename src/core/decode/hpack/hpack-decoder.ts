// In: whole header blocks of one direction of one connection, in order. Out: their fields, or the fault that ended the
// context. Never throws. Joined late, it decodes what the static table and later entries tell and guesses nothing. RFC 7541.
import { decodeLatin1 } from '../bytes/index.js';
import { DynamicTable, entryBytes } from './dynamic-table.js';
import { decodeHuffman, maxDecodedBytes } from './huffman.js';
import { staticTable } from './static-table.js';

export type HeaderField = readonly [name: string, value: string];

export type HpackProblemCode =
  | 'hpack/bad-index'
  | 'hpack/bad-integer'
  | 'hpack/bad-huffman'
  | 'hpack/bad-string'
  | 'hpack/bad-table-size'
  | 'hpack/list-too-large';

export interface HpackProblem {
  readonly code: HpackProblemCode;
  readonly detail: string;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Null, or what is wrong. All but `list-too-large` end the context: no later block can be trusted. */
  readonly problem: HpackProblem | null;
  /** Fields that named an entry from before we joined; they stand as `unknownField` or with an unknown name. */
  readonly unknownCount: number;
}

export interface HpackDecoderOptions {
  readonly isLateJoin?: boolean;
  /** Fields beyond this size (RFC 7541 4.1) are decoded, counted and let go. */
  readonly maxListBytes?: number;
}

/** RFC 9113 6.5.2: until SETTINGS say otherwise. */
const defaultTableBytes = 4096;
/** Peers announce 4 to 64 KiB; whoever wants more than this from us is not followed. */
const largestTableBytes = 1024 * 1024;
/** The largest real head is some kilobytes; PBS itself stops at 16 KiB (4.x). Bounds what one small block can expand to. */
const defaultMaxListBytes = 256 * 1024;
/** Four continuation octets reach 2^28: more than any block that is buffered. */
const maxIntegerShift = 28;

const unknownText = '?';
const unknownField: HeaderField = [unknownText, unknownText];

export class HpackDecoder {
  readonly #table = new DynamicTable(defaultTableBytes);
  readonly #isLateJoin: boolean;
  readonly #maxListBytes: number;
  #tableLimitBytes = defaultTableBytes;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  #problem: HpackProblem | null = null;
  #unknownCount = 0;
  #scratch: Uint8Array = new Uint8Array(256);

  constructor(options: HpackDecoderOptions = {}) {
    this.#isLateJoin = options.isLateJoin ?? false;
    this.#maxListBytes = options.maxListBytes ?? defaultMaxListBytes;
  }

  get tableSizeBytes(): number {
    return this.#table.sizeBytes;
  }

  /** The receiver's SETTINGS_HEADER_TABLE_SIZE: the bound of what the encoder may choose. */
  limitTable(bytes: number): void {
    this.#tableLimitBytes = bytes;
  }

  decode(block: Uint8Array): HeaderBlock {
    if (this.#problem !== null) return { fields: [], problem: this.#problem, unknownCount: 0 };
    this.#block = block;
    this.#at = 0;
    this.#unknownCount = 0;
    const fields: HeaderField[] = [];
    let listBytes = 0;
    let droppedCount = 0;
    let mayResize = true;
    while (this.#at < block.length) {
      const first = block[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        if (!mayResize) this.#fail('hpack/bad-table-size', 'size update behind a field');
        else this.#resize();
      } else {
        mayResize = false;
        const field = this.#readField(first);
        if (field !== null) {
          listBytes += entryBytes(field);
          if (listBytes <= this.#maxListBytes) fields.push(field);
          else droppedCount += 1;
        }
      }
      if (this.#problem !== null) break;
    }
    this.#block = new Uint8Array(0);
    const problem = this.#problem ?? (droppedCount > 0 ? this.#listTooLarge(listBytes, droppedCount) : null);
    return { fields, problem, unknownCount: this.#unknownCount };
  }

  #listTooLarge(listBytes: number, droppedCount: number): HpackProblem {
    const detail = `header list of ${listBytes} bytes, kept ${this.#maxListBytes}: ${droppedCount} fields let go`;
    return { code: 'hpack/list-too-large', detail };
  }

  /** RFC 7541 6.1, 6.2; the forms without indexing and never indexed differ only for a proxy that encodes again. */
  #readField(first: number): HeaderField | null {
    if (first & 0x80) return this.#lookUp(this.#readInteger(7));
    const doesIndex = (first & 0x40) !== 0;
    const nameIndex = this.#readInteger(doesIndex ? 6 : 4);
    if (nameIndex < 0) return null;
    const name = nameIndex === 0 ? this.#readString() : (this.#lookUp(nameIndex)?.[0] ?? null);
    if (name === null) return null;
    const value = this.#readString();
    if (value === null) return null;
    const field: HeaderField = [name, value];
    if (doesIndex) this.#table.insert(field);
    return field;
  }

  #lookUp(index: number): HeaderField | null {
    if (index < 0) return null;
    if (index === 0) return this.#fail('hpack/bad-index', 'index 0');
    const field = staticTable[index - 1] ?? this.#table.at(index - 1 - staticTable.length);
    if (field !== undefined) return field;
    if (!this.#isLateJoin)
      return this.#fail('hpack/bad-index', `index ${index}, table ends at ${staticTable.length + this.#table.count}`);
    this.#unknownCount += 1;
    return unknownField;
  }

  #resize(): void {
    const bytes = this.#readInteger(5);
    if (bytes < 0) return;
    if (bytes > this.#tableLimitBytes && !this.#isLateJoin) {
      this.#fail('hpack/bad-table-size', `${bytes}, allowed ${this.#tableLimitBytes}`);
    } else if (bytes > largestTableBytes) {
      this.#fail('hpack/bad-table-size', `${bytes}, followed up to ${largestTableBytes}`);
    } else {
      this.#table.resize(bytes);
    }
  }

  /** RFC 7541 5.1; -1 after a fault. */
  #readInteger(prefixBits: number): number {
    const block = this.#block;
    const max = (1 << prefixBits) - 1;
    let value = (block[this.#at++] as number) & max;
    if (value < max) return value;
    for (let shift = 0; ; shift += 7) {
      const byte = block[this.#at++];
      if (byte === undefined) return this.#failInteger('block ends inside an integer');
      if (shift >= maxIntegerShift) return this.#failInteger(`more than ${maxIntegerShift} bits`);
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  /** RFC 7541 5.2; null after a fault. */
  #readString(): string | null {
    const first = this.#block[this.#at];
    if (first === undefined) return this.#fail('hpack/bad-string', 'block ends before a string');
    const length = this.#readInteger(7);
    if (length < 0) return null;
    const from = this.#at;
    const to = from + length;
    if (to > this.#block.length) {
      return this.#fail('hpack/bad-string', `string of ${length} bytes, ${this.#block.length - from} left`);
    }
    this.#at = to;
    if (first < 0x80) return decodeLatin1(this.#block, from, to);
    if (this.#scratch.length < maxDecodedBytes(length)) this.#scratch = new Uint8Array(maxDecodedBytes(length));
    const decoded = decodeHuffman(this.#block, from, to, this.#scratch);
    if (typeof decoded === 'string') return this.#fail('hpack/bad-huffman', decoded);
    return decodeLatin1(this.#scratch, 0, decoded);
  }

  #fail(code: HpackProblemCode, detail: string): null {
    this.#problem ??= { code, detail };
    return null;
  }

  #failInteger(detail: string): -1 {
    this.#fail('hpack/bad-integer', detail);
    return -1;
  }
}
