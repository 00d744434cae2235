// In: a record's type and body length, and what the hellos agreed on. Out: how many bytes of content it holds; padding, which
// no client of PBS uses, would count as content. RFC 8446 5.2, RFC 5288 3, RFC 7905 2.

/** RFC 8446 5.1. */
export const recordType = { alert: 21, applicationData: 23 } as const;

const tagBytes = 16;
/** TLS 1.3: the true type behind the content. */
const tls13OverheadBytes = tagBytes + 1;
/** TLS 1.2 with AES-GCM: an explicit nonce in front. */
const tls12GcmOverheadBytes = tagBytes + 8;
/** AES-CBC: IV, MAC and padding, the latter at its mean. */
const tls12CbcOverheadBytes = 16 + 20 + 8;

/** Where the hellos were not seen: 1.3, which every PBS client speaks with every server of today. */
export function overheadBytesOf(version: string | null, cipherSuite: string | null): number {
  if (version === null || version === 'TLSv1.3') return tls13OverheadBytes;
  if (cipherSuite?.includes('CBC') === true) return tls12CbcOverheadBytes;
  return cipherSuite?.includes('CHACHA20') === true ? tagBytes : tls12GcmOverheadBytes;
}
