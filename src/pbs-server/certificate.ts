// The server's certificate: the caller's, or a fresh self-signed one that lives as long as the process.
// In: PEM or nothing. Out: PEM, and the fingerprint in the form that PBS clients take (SHA-256, colons; protocol.md 1.2).
import './reflect-metadata.js';

import { X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const lifetimeMs = 365 * 24 * 3600 * 1000;
/** Clients whose clock is a little behind ours must take it too. */
const backdateMs = 3600 * 1000;

export async function createCertificate(nowMs: number): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=pbscope embedded server',
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(nowMs - backdateMs),
      notAfter: new Date(nowMs + lifetimeMs),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
      ],
    },
    webcrypto as unknown as Parameters<typeof X509CertificateGenerator.createSelfSigned>[1],
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`,
  };
}

export function fingerprintOf(certificatePem: string): string {
  return new NodeCertificate(certificatePem).fingerprint256.toLowerCase();
}
