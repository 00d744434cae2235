// Captured body bytes ⇄ their text in a trace: base64 with padding, RFC 4648 4. Core has neither Buffer nor atob.
// Tolerant on the way in: decoding stops at the first character that is none of the alphabet.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const noDigit = 64;
const digits = new Uint8Array(128).fill(noDigit);
for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;

const letters = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const padding = '='.charCodeAt(0);
const ascii = new TextDecoder();

export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    codes[at++] = letters[bits >> 18]!;
    codes[at++] = letters[(bits >> 12) & 63]!;
    codes[at++] = letters[(bits >> 6) & 63]!;
    codes[at++] = letters[bits & 63]!;
  }
  const paddingCount = (3 - (bytes.length % 3)) % 3;
  codes.fill(padding, codes.length - paddingCount);
  return ascii.decode(codes);
}

export function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let byteCount = 0;
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)] ?? noDigit;
    if (digit === noDigit) break;
    bits = ((bits << 6) | digit) & 0xfff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[byteCount++] = (bits >> bitCount) & 0xff;
  }
  return bytes.subarray(0, byteCount);
}
