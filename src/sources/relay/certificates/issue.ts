// Makes the certificates that the relay shows: a local CA and leaves signed by it, in the form that OpenSSL's strict check
// (-x509_strict, RFC 5280 4.2.1) accepts. In: names, keys, the time. Out: certificates and keys as PEM. Touches no file.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  formatPrivateKey,
  generateKeys,
  KeyUsageFlags,
  KeyUsagesExtension,
  parsePrivateKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  signingAlgorithm,
  X509Certificate,
  X509CertificateGenerator,
} from '../../../x509/index.js';

/** A certificate and its key, PEM both. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

const dayMs = 24 * 3600 * 1000;
/** Ten years: who pins a fingerprint wants it to stay (D12), and the CA never leaves this machine. */
const lifetimeMs = 3650 * dayMs;
/** Clients whose clock is a little behind ours must take it too. */
const backdateMs = dayMs;
/** RFC 5280 4.1.2.2: at most 20 octets, positive. */
const serialBytes = 16;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';

const validity = (nowMs: number): { notBefore: Date; notAfter: Date; serialNumber: string } => ({
  notBefore: new Date(nowMs - backdateMs),
  notAfter: new Date(nowMs + lifetimeMs),
  serialNumber: `01${randomBytes(serialBytes - 1).toString('hex')}`,
});

export async function createAuthority(hostName: string, nowMs: number): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [`pbscope local CA (${hostName})`] }],
      keys,
      signingAlgorithm,
      ...validity(nowMs),
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, cryptoProvider),
      ],
    },
    cryptoProvider,
  );
  return { certificate: certificate.toString('pem'), key: formatPrivateKey(keys.privateKey) };
}

/** A server certificate for all of `names` (DNS names and IP addresses), signed by `authority`. */
export async function createLeaf(authority: Identity, names: readonly string[], nowMs: number): Promise<Identity> {
  const keys = await generateKeys();
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: [{ CN: [`pbscope (${names[0] ?? 'no name'})`.slice(0, maxCommonNameLength)] }],
      issuer: issuer.subjectName,
      publicKey: keys.publicKey,
      signingKey: await parsePrivateKey(authority.key),
      signingAlgorithm,
      ...validity(nowMs),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([serverAuthentication]),
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, cryptoProvider),
        await AuthorityKeyIdentifierExtension.create(issuer, false, cryptoProvider),
      ],
    },
    cryptoProvider,
  );
  return { certificate: certificate.toString('pem'), key: formatPrivateKey(keys.privateKey) };
}

/** RFC 5280 appendix A: ub-common-name. */
const maxCommonNameLength = 64;
