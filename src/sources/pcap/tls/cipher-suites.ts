// In: a cipher suite's number. Out: its IANA name and what is needed to decrypt with it, in TLS 1.3 and in TLS 1.2. In 1.2 the
// name says it all, so that a suite is one line here. RFC 8446 B.4, RFC 5246 A.5, 5288, 5289, 7905.

export type AeadCipher = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';

export interface Tls13Suite {
  readonly cipher: AeadCipher;
  readonly hash: 'sha256' | 'sha384';
  readonly keyBytes: number;
}

export interface Tls12Suite {
  readonly keyBytes: number;
  /** Of the pseudo-random function. */
  readonly prfHash: 'sha256' | 'sha384';
  readonly protection:
    | { readonly kind: 'aead'; readonly cipher: AeadCipher }
    | {
        readonly kind: 'cbc';
        readonly cipher: 'aes-128-cbc' | 'aes-256-cbc';
        readonly macHash: 'sha1' | 'sha256' | 'sha384';
        readonly macBytes: number;
      };
}

const tls13Suites: Readonly<Record<number, Tls13Suite>> = {
  4865: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  4866: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  4867: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
};

const names: Readonly<Record<number, string>> = {
  4865: 'TLS_AES_128_GCM_SHA256',
  4866: 'TLS_AES_256_GCM_SHA384',
  4867: 'TLS_CHACHA20_POLY1305_SHA256',
  47: 'TLS_RSA_WITH_AES_128_CBC_SHA',
  51: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
  53: 'TLS_RSA_WITH_AES_256_CBC_SHA',
  57: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  60: 'TLS_RSA_WITH_AES_128_CBC_SHA256',
  61: 'TLS_RSA_WITH_AES_256_CBC_SHA256',
  103: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
  107: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
  156: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
  157: 'TLS_RSA_WITH_AES_256_GCM_SHA384',
  158: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  159: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
  49161: 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  49162: 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  49171: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  49172: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  49187: 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  49188: 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  49191: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  49192: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  49195: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  49196: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  49199: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  49200: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  52392: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  52393: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  52394: 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
};

const tls12Pattern = /_WITH_(?:AES_(128|256)_(GCM|CBC)|CHACHA20_POLY1305)_(SHA|SHA256|SHA384)$/;
const macs = {
  SHA: { macHash: 'sha1', macBytes: 20 },
  SHA256: { macHash: 'sha256', macBytes: 32 },
  SHA384: { macHash: 'sha384', macBytes: 48 },
} as const;

export const tls13SuiteOf = (number: number): Tls13Suite | null => tls13Suites[number] ?? null;

export function tls12SuiteOf(number: number): Tls12Suite | null {
  const [whole, size, mode, hash] = tls12Pattern.exec(names[number] ?? '') ?? [];
  if (whole === undefined) return null;
  const prfHash = hash === 'SHA384' ? 'sha384' : 'sha256';
  if (size === undefined) return { keyBytes: 32, prfHash, protection: { kind: 'aead', cipher: 'chacha20-poly1305' } };
  const bits = size as '128' | '256';
  const protection =
    mode === 'GCM'
      ? ({ kind: 'aead', cipher: `aes-${bits}-gcm` } as const)
      : ({ kind: 'cbc', cipher: `aes-${bits}-cbc`, ...macs[hash as keyof typeof macs] } as const);
  return { keyBytes: Number(bits) / 8, prfHash, protection };
}

/** Numbers without a name here are shown as they are. */
export const cipherSuiteName = (number: number): string => names[number] ?? `0x${number.toString(16).padStart(4, '0')}`;
