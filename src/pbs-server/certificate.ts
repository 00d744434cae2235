// The server's certificate: self-signed, kept in a folder so that its fingerprint outlives a restart, or as long as the process.
// In: a folder or nothing. Out: PEM, and the fingerprint in the form that PBS clients take (SHA-256, colons; protocol.md 1.2).
import { createPrivateKey, X509Certificate as NodeCertificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  formatPrivateKey,
  generateKeys,
  SubjectAlternativeNameExtension,
  signingAlgorithm,
  X509CertificateGenerator,
} from '../x509/index.js';
import { isMissing, withLockFile, writePrivateFile } from './private-file.js';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const lifetimeMs = 365 * 24 * 3600 * 1000;
const fileName = 'certificate.pem';
const renewBeforeMs = 30 * 24 * 3600 * 1000;
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

export function openCertificate(folder: string | undefined, nowMs: number): Promise<KeyPair> {
  return folder === undefined ? createCertificate(nowMs) : keepCertificate(folder, nowMs);
}

/** The folder's certificate; a new one when there is none that is good for some time yet. */
async function keepCertificate(folder: string, nowMs: number): Promise<KeyPair> {
  const path = join(folder, fileName);
  return withLockFile(`${path}.lock`, async () => {
    const kept = await readKept(path, nowMs);
    if (kept !== null) return kept;
    const made = await createCertificate(nowMs);
    await writePrivateFile(path, made.key + made.cert);
    return made;
  });
}

/** Null for a file that is missing, damaged, or of no use much longer. */
async function readKept(path: string, nowMs: number): Promise<KeyPair | null> {
  try {
    const text = await readFile(path, 'utf8');
    const at = text.indexOf('-----BEGIN CERTIFICATE-----');
    const kept: KeyPair = { key: text.slice(0, at), cert: text.slice(at) };
    const certificate = new NodeCertificate(kept.cert);
    const isUsable = certificate.checkPrivateKey(createPrivateKey(kept.key));
    return isUsable && Date.parse(certificate.validTo) - nowMs > renewBeforeMs ? kept : null;
  } catch (error) {
    if (isMissing(error) || !('syscall' in (error as object))) return null;
    throw error;
  }
}

export function fingerprintOf(certificatePem: string): string {
  return new NodeCertificate(certificatePem).fingerprint256.toLowerCase();
}
