// Header fields → an HPACK block, in the ways that a test asks for. Keeps its own table, as simple as it can be: a second opinion on
// the decoder's. RFC 7541.
import { huffmanCodes, staticTable } from '../../src/core/decode/hpack/index.js';

export type Field = readonly [name: string, value: string];

export interface FieldForm {
  readonly indexing: 'with' | 'without' | 'never';
  readonly isHuffman: boolean;
}

const entryBytes = ([name, value]: Field): number => name.length + value.length + 32;

export class HpackEncoder {
  /** Newest first. */
  #table: Field[] = [];
  #maxBytes = 4096;

  encodeSizeUpdate(bytes: number): Uint8Array {
    this.#maxBytes = bytes;
    this.#evict();
    return encodeInteger(bytes, 5, 0x20);
  }

  encodeField(field: Field, form: FieldForm): Uint8Array {
    const all = [...staticTable, ...this.#table];
    const whole = all.findIndex(([name, value]) => name === field[0] && value === field[1]);
    if (whole >= 0) return encodeInteger(whole + 1, 7, 0x80);
    const named = all.findIndex(([name]) => name === field[0]) + 1;
    const [prefixBits, pattern] = ({ with: [6, 0x40], without: [4, 0], never: [4, 0x10] } as const)[form.indexing];
    const name = named > 0 ? new Uint8Array() : encodeString(field[0], form);
    if (form.indexing === 'with') {
      this.#table.unshift(field);
      this.#evict();
    }
    return Buffer.concat([encodeInteger(named, prefixBits, pattern), name, encodeString(field[1], form)]);
  }

  #evict(): void {
    while (this.#table.reduce((sum, field) => sum + entryBytes(field), 0) > this.#maxBytes) this.#table.pop();
  }
}

function encodeInteger(value: number, prefixBits: number, pattern: number): Uint8Array {
  const max = 2 ** prefixBits - 1;
  if (value < max) return Uint8Array.of(pattern | value);
  const bytes = [pattern | max];
  let rest = value - max;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

function encodeString(text: string, form: FieldForm): Uint8Array {
  const plain = Buffer.from(text, 'latin1');
  const bytes = form.isHuffman ? encodeHuffman(plain) : plain;
  return Buffer.concat([encodeInteger(bytes.length, 7, form.isHuffman ? 0x80 : 0), bytes]);
}

function encodeHuffman(plain: Uint8Array): Uint8Array {
  const bits = [...plain].map((byte) => {
    const code = huffmanCodes[byte] ?? { code: 0, bits: 0 };
    return code.code.toString(2).padStart(code.bits, '0');
  });
  const text = bits.join('');
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, '1');
  return Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
