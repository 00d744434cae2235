// In: bytes of a head or of anything unexpected. Out: text. One character per byte (ISO 8859-1), so nothing is lost and
// nothing can fail: HTTP gives its heads no character set (RFC 9110 5.5).

/** `String.fromCharCode` takes its characters as arguments, and the stack bounds how many. */
const charactersPerCall = 4096;

export function decodeLatin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  if (to - from <= charactersPerCall) return toText(bytes.subarray(from, to));
  let text = '';
  for (let at = from; at < to; at += charactersPerCall) {
    text += toText(bytes.subarray(at, Math.min(at + charactersPerCall, to)));
  }
  return text;
}

function toText(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** `48 54 54 50 "HTTP"`: enough of strange bytes to recognise them by; what does not print becomes a dot. */
export function formatBytes(bytes: Uint8Array, limitBytes = 24): string {
  const shown = bytes.subarray(0, limitBytes);
  const hex = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = Array.from(shown, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${hex}${bytes.length > limitBytes ? ' …' : ''} "${text}"`;
}
