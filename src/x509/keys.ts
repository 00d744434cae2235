// Key pairs for certificates: EC P-256, made by Node's WebCrypto. In: nothing, or a key as PEM. Out: keys, or their PEM (PKCS #8).
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import type { X509CertificateGenerator } from '@peculiar/x509';

export const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Node's WebCrypto in the type that @peculiar/x509 asks for. */
export const cryptoProvider = webcrypto as unknown as NonNullable<
  Parameters<typeof X509CertificateGenerator.createSelfSigned>[1]
>;

export type KeyPair = webcrypto.CryptoKeyPair;

export const generateKeys = (): Promise<KeyPair> =>
  webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']) as Promise<KeyPair>;

export const formatPrivateKey = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();

/** Throws what node:crypto throws when the text is no EC P-256 key. */
export function parsePrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, signingAlgorithm, true, ['sign']);
}
