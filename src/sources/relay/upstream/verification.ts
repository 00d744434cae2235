// Whether a server is the one that was meant: by the system's CAs, by a given CA, or by the SHA-256 of its certificate.
// In: the operator's choice and a finished handshake. Out: null, or why it is refused. Without proof it is refused.
import { readFileSync } from 'node:fs';
import { checkServerIdentity, rootCertificates, type TLSSocket } from 'node:tls';

export type Verification =
  | { readonly kind: 'system' }
  | { readonly kind: 'ca'; readonly pem: string }
  /** Hex, with or without colons, any case. The chain is not looked at then. */
  | { readonly kind: 'fingerprint'; readonly sha256: string };

/** Where distributions keep the CAs that their administrators trust; Node 20 knows only Mozilla's own list. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

function readSystemAuthorities(): string[] {
  for (const path of systemBundles) {
    try {
      return [...rootCertificates, readFileSync(path, 'utf8')];
    } catch {
      // not this distribution's place
    }
  }
  return [...rootCertificates];
}

/** The CAs to check a chain against; a pinned certificate needs none. */
export function trustedAuthorities(verification: Verification): readonly string[] {
  switch (verification.kind) {
    case 'system':
      return readSystemAuthorities();
    case 'ca':
      return [verification.pem];
    case 'fingerprint':
      return [];
  }
}

const sha256Pattern = /^[0-9a-f]{64}$/;
const bare = (fingerprint: string): string => fingerprint.toLowerCase().replaceAll(/[:\s]/g, '');

/** True when the text can be a SHA-256 at all: checked before anything is dialled. */
export const isFingerprint = (text: string): boolean => sha256Pattern.test(bare(text));

/** Asked once and passed on: on Node 20 a second question finds no certificate. */
export type SeenCertificate = ReturnType<TLSSocket['getPeerCertificate']>;

/** Null where no certificate was shown: Node gives an empty object then. */
export const fingerprintOf = (certificate: SeenCertificate): string | null =>
  (certificate.fingerprint256 as string | undefined)?.toLowerCase() ?? null;

const chainFaults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by a CA that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by a CA that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by a CA that is not trusted here',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
};

/** Null when the server is proven, else the reason as the end of a sentence that begins with "its certificate". */
export function findFault(
  socket: TLSSocket,
  certificate: SeenCertificate,
  verification: Verification,
  host: string,
): string | null {
  if (verification.kind === 'fingerprint') {
    const isPinned = bare(fingerprintOf(certificate) ?? '') === bare(verification.sha256);
    return isPinned ? null : 'has another fingerprint than the given one';
  }
  if (!socket.authorized) {
    const code = String(socket.authorizationError ?? 'unknown');
    return chainFaults[code] ?? `does not verify (${code})`;
  }
  return checkServerIdentity(host, certificate) === undefined ? null : `is not for the name ${host}`;
}
