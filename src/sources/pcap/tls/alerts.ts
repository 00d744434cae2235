// In: the two bytes of an alert. Out: its name, and whether it is the ordinary goodbye. RFC 8446 6, RFC 5246 7.2.

const names: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

export interface Alert {
  readonly name: string;
  /** The sender says goodbye, nothing failed. */
  readonly isCloseNotify: boolean;
  /** The connection ends because of it. */
  readonly isFatal: boolean;
}

const closeNotify = 0;
/** Announce or warn only, whatever level they carry. */
const harmless = new Set([closeNotify, 90, 100]);
const warningLevel = 1;

/** Null where it is not two bytes. In TLS 1.3 the level is meaningless but for senders that still warn. */
export function parseAlert(bytes: Uint8Array): Alert | null {
  const [level, description] = bytes;
  if (bytes.length !== 2 || level === undefined || description === undefined) return null;
  return {
    name: names[description] ?? `alert ${description}`,
    isCloseNotify: description === closeNotify,
    isFatal: level !== warningLevel && !harmless.has(description),
  };
}
