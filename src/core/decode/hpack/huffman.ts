// In: Huffman-coded octets. Out: the octets they mean, or why they mean nothing. RFC 7541 5.2 and appendix B.
// The code is canonical, so its 257 lengths are all that need be written down. They become a machine that eats four
// bits a step: at most one symbol ends in four bits, because no code is shorter than five.

// biome-ignore format: sixteen symbols a row, as a reader compares them with the RFC
const codeLengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
   6, 10, 10, 12, 13,  6,  8, 11, 10, 10,  8, 11,  8,  6,  6,  6,
   5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8, 15,  6, 12, 10,
  13,  6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,
   7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8, 13, 19, 13, 14,  6,
  15,  5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,
   6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];
const endOfString = 256;
/** A string may end inside a code only if what is left of it is up to seven one-bits (the start of EOS). */
const maxPaddingBits = 7;

/** Code and its length in bits for every symbol, EOS included; encoders in tests read it too. */
export const huffmanCodes: readonly { readonly code: number; readonly bits: number }[] = numberCodes();

function numberCodes(): { code: number; bits: number }[] {
  const order = codeLengths.map((_, symbol) => symbol);
  order.sort((a, b) => (codeLengths[a] ?? 0) - (codeLengths[b] ?? 0) || a - b);
  const codes: { code: number; bits: number }[] = [];
  let code = 0;
  let previousBits = codeLengths[order[0] ?? 0] ?? 0;
  for (const symbol of order) {
    const bits = codeLengths[symbol] ?? 0;
    code <<= bits - previousBits;
    codes[symbol] = { code, bits };
    code += 1;
    previousBits = bits;
  }
  return codes;
}

/** A step of the machine: low 9 bits next state, then the symbol, then what happened. */
const symbolShift = 9;
const stateMask = 0x1ff;
const emitsFlag = 1 << 18;
const failsFlag = 1 << 19;

interface Machine {
  /** `state * 16 + nibble` → step. */
  readonly steps: Int32Array;
  /** 1 where a string may end. */
  readonly mayEnd: Uint8Array;
}

const machine = buildMachine();

function buildMachine(): Machine {
  // A full binary tree with n leaves has n - 1 inner nodes; a child below zero is the leaf of symbol ~child.
  const children = new Int16Array(2 * (codeLengths.length - 1));
  let nodeCount = 1;
  for (const [symbol, { code, bits }] of huffmanCodes.entries()) {
    let node = 0;
    for (let bit = bits - 1; bit > 0; bit -= 1) {
      const slot = node * 2 + ((code >> bit) & 1);
      if (children[slot] === 0) children[slot] = nodeCount++;
      node = children[slot] ?? 0;
    }
    children[node * 2 + (code & 1)] = ~symbol;
  }
  const steps = new Int32Array(nodeCount * 16);
  for (let state = 0; state < nodeCount; state += 1) {
    for (let nibble = 0; nibble < 16; nibble += 1) steps[state * 16 + nibble] = walk(children, state, nibble);
  }
  const mayEnd = new Uint8Array(nodeCount);
  for (let depth = 0, node = 0; depth <= maxPaddingBits; depth += 1, node = children[node * 2 + 1] ?? 0)
    mayEnd[node] = 1;
  return { steps, mayEnd };
}

function walk(children: Int16Array, from: number, nibble: number): number {
  let node = from;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit -= 1) {
    const child = children[node * 2 + ((nibble >> bit) & 1)] ?? 0;
    if (child >= 0) {
      node = child;
    } else if (~child === endOfString) {
      return failsFlag;
    } else {
      emitted = emitsFlag | (~child << symbolShift);
      node = 0;
    }
  }
  return emitted | node;
}

export type HuffmanFault = 'EOS inside' | 'bad padding';

/** Writes to `target`, which must hold `maxDecodedBytes(to - from)`; answers how many octets came out. */
export function decodeHuffman(bytes: Uint8Array, from: number, to: number, target: Uint8Array): number | HuffmanFault {
  const { steps, mayEnd } = machine;
  let state = 0;
  let length = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    let step = steps[(state << 4) | (byte >> 4)] as number;
    if (step & emitsFlag) target[length++] = (step >> symbolShift) & 0xff;
    if (step & failsFlag) return 'EOS inside';
    step = steps[((step & stateMask) << 4) | (byte & 15)] as number;
    if (step & emitsFlag) target[length++] = (step >> symbolShift) & 0xff;
    if (step & failsFlag) return 'EOS inside';
    state = step & stateMask;
  }
  return mayEnd[state] === 1 ? length : 'bad padding';
}

/** The shortest code has five bits. */
export const maxDecodedBytes = (codedBytes: number): number => Math.ceil((codedBytes * 8) / 5);
