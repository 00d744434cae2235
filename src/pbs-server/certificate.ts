// The server's certificate: the caller's, or a fresh self-signed one that lives as long as the process.
// In: PEM or nothing. Out: PEM, and the fingerprint in the form that PBS clients take (SHA-256, colons; protocol.md 1.2).
import { X509Certificate as NodeCertificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  formatPrivateKey,
  generateKeys,
  SubjectAlternativeNameExtension,
  signingAlgorithm,
  X509CertificateGenerator,
} from '../x509/index.js';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const lifetimeMs = 365 * 24 * 3600 * 1000;
/** Clients whose clock is a little behind ours must take it too. */
const backdateMs = 3600 * 1000;

export async function createCertificate(nowMs: number): Promise<KeyPair> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=pbscope embedded server',
      keys,
      signingAlgorithm,
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
    cryptoProvider,
  );
  return { cert: certificate.toString('pem'), key: formatPrivateKey(keys.privateKey) };
}

export function fingerprintOf(certificatePem: string): string {
  return new NodeCertificate(certificatePem).fingerprint256.toLowerCase();
}
