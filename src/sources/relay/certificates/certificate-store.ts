// What the relay shows to clients: one persistent leaf, so one fingerprint until it is renewed, and, where it is asked for, a
// leaf for the very name that a client sent (D12). In: a folder. Out: certificates by name. Knows no sockets.
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { authorityFile, openCertificateFiles, replaceLeaf } from './certificate-files.js';
import { createAuthority, createLeaf, type Identity } from './issue.js';

export interface ShownCertificate extends Identity {
  /** SHA-256, lower-case hex with colons, as PBS_FINGERPRINT wants it. */
  readonly fingerprint: string;
}

export interface CertificateStore {
  /** Where the CA's certificate lies, for clients that shall trust it. */
  readonly authorityPath: string;
  readonly authority: { readonly certificate: string; readonly fingerprint: string };
  /** The persistent leaf. */
  leaf(): ShownCertificate;
  /** The persistent leaf where it covers the name, else one made for the name. */
  leafFor(serverName: string): Promise<ShownCertificate>;
  /** Makes a new persistent leaf: the fingerprint changes. Relays that run keep the one they have. */
  renewLeaf(): Promise<ShownCertificate>;
}

/** Names come from the network: at most so many leaves are kept, the oldest go first. */
const maxNamedLeafCount = 256;
/** RFC 1035 2.3.4 and a conservative alphabet: nothing else is put into a certificate. */
const hostNamePattern = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/i;

export const fingerprintOf = (certificatePem: string): string =>
  new X509Certificate(certificatePem).fingerprint256.toLowerCase();

const show = (identity: Identity): ShownCertificate => ({
  ...identity,
  fingerprint: fingerprintOf(identity.certificate),
});

function ownNames(): string[] {
  const name = hostname().toLowerCase();
  const isNew = hostNamePattern.test(name) && name !== 'localhost';
  return ['localhost', ...(isNew ? [name] : []), '127.0.0.1', '::1'];
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

/** Rejects with OperatorFault. */
export async function openCertificateStore(
  folder: string,
  nowUnixMs: () => number = Date.now,
): Promise<CertificateStore> {
  const files = await openCertificateFiles(folder, async () => {
    const authority = await createAuthority(hostname(), nowUnixMs());
    return { authority, leaf: await createLeaf(authority, ownNames(), nowUnixMs()) };
  });
  let leaf = show(files.leaf);
  let parsedLeaf = new X509Certificate(leaf.certificate);
  const named = new Map<string, Promise<ShownCertificate>>();
  return {
    authorityPath: authorityFile(folder),
    authority: {
      certificate: files.authority.certificate,
      fingerprint: fingerprintOf(files.authority.certificate),
    },
    leaf: () => leaf,
    async leafFor(serverName) {
      const name = serverName.toLowerCase();
      const isUsable = hostNamePattern.test(name) || isIP(name) !== 0;
      if (!isUsable || covers(parsedLeaf, name)) return leaf;
      const known = named.get(name);
      if (known !== undefined) return known;
      const made = createLeaf(files.authority, [name], nowUnixMs()).then(show);
      named.set(name, made);
      const oldest = named.keys().next();
      if (named.size > maxNamedLeafCount && oldest.done !== true) named.delete(oldest.value);
      return made;
    },
    async renewLeaf() {
      const renewed = await createLeaf(files.authority, ownNames(), nowUnixMs());
      await replaceLeaf(folder, renewed);
      leaf = show(renewed);
      parsedLeaf = new X509Certificate(leaf.certificate);
      return leaf;
    },
  };
}
