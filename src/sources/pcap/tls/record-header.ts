// In: bytes that may be a TLS record. Out: whether they begin like one, and how long it is. RFC 8446 5.1.

export const recordHeaderBytes = 5;
/** 2^14 of content and what TLS 1.2 may add (RFC 5246 6.2.3); 1.3 adds less. */
export const maxBodyBytes = 2 ** 14 + 2048;
const firstType = 20;
const lastType = 24;

export function isRecordHeader(bytes: Uint8Array, at = 0): boolean {
  const type = bytes[at] ?? 0;
  const bodyBytes = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
  return (
    bytes.length - at >= recordHeaderBytes &&
    type >= firstType &&
    type <= lastType &&
    bytes[at + 1] === 3 &&
    (bytes[at + 2] ?? 255) <= 4 &&
    bodyBytes > 0 &&
    bodyBytes <= maxBodyBytes
  );
}

export const recordBytesAt = (bytes: Uint8Array, at: number): number =>
  recordHeaderBytes + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0));
