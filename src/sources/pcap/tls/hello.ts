// In: the body of a ClientHello, a ServerHello, EncryptedExtensions or a Certificate. Out: the facts that pbscope shows or needs. Null where the message is cut. RFC 8446 4.1, 4.3.1, 4.4.2, RFC 6066 3, RFC 7301 3.1.
import { createHash } from 'node:crypto';
import { ByteReader } from './byte-reader.js';

export interface ClientHello {
  /** Lower-case hex; the name of the session in key logs. */
  readonly random: string;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  readonly hasEarlyData: boolean;
}

export interface ServerHello {
  readonly isRetryRequest: boolean;
  /** Lower-case hex. */
  readonly random: string;
  readonly hasEncryptThenMac: boolean;
  /** The negotiated version: 0x0304, 0x0303, … */
  readonly version: number;
  readonly cipherSuite: number;
  /** TLS 1.2 tells it here, 1.3 in EncryptedExtensions. */
  readonly alpn: string | null;
}

const serverNameExtension = 0;
const alpnExtension = 16;
const encryptThenMacExtension = 22;
const earlyDataExtension = 42;
const supportedVersionsExtension = 43;

/** SHA-256 of "HelloRetryRequest", which such a ServerHello carries as its random (RFC 8446 4.1.3). */
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

const latin1 = new TextDecoder('latin1');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export function parseClientHello(body: Uint8Array): ClientHello | null {
  const reader = new ByteReader(body);
  reader.readNumber(2);
  const random = hexOf(reader.readBytes(32));
  reader.readVector(1);
  reader.readVector(2);
  reader.readVector(1);
  if (reader.isShort) return null;
  const extensions = readExtensions(reader);
  return {
    random,
    serverName: parseServerName(extensions.get(serverNameExtension)),
    alpnOffered: parseAlpn(extensions.get(alpnExtension)),
    hasEarlyData: extensions.has(earlyDataExtension),
  };
}

export function parseServerHello(body: Uint8Array): ServerHello | null {
  const reader = new ByteReader(body);
  const legacyVersion = reader.readNumber(2);
  const random = hexOf(reader.readBytes(32));
  reader.readVector(1);
  const cipherSuite = reader.readNumber(2);
  reader.readNumber(1);
  if (reader.isShort) return null;
  const extensions = readExtensions(reader);
  const selected = extensions.get(supportedVersionsExtension);
  return {
    isRetryRequest: random === retryRandom,
    random,
    hasEncryptThenMac: extensions.has(encryptThenMacExtension),
    version: selected === undefined ? legacyVersion : new ByteReader(selected).readNumber(2),
    cipherSuite,
    alpn: parseAlpn(extensions.get(alpnExtension))[0] ?? null,
  };
}

export function parseEncryptedExtensions(body: Uint8Array): {
  readonly alpn: string | null;
  /** The server accepts early data. */
  readonly hasEarlyData: boolean;
} {
  const extensions = readExtensions(new ByteReader(body));
  return {
    alpn: parseAlpn(extensions.get(alpnExtension))[0] ?? null,
    hasEarlyData: extensions.has(earlyDataExtension),
  };
}

/** SHA-256 of the leaf in lower-case hex with colons, as `proxmox-backup-client` prints it. */
export function parseFingerprint(body: Uint8Array, version: 'TLSv1.2' | 'TLSv1.3'): string | null {
  const reader = new ByteReader(body);
  // The context of a certificate request; only 1.3 has it, and a server's is empty.
  if (version === 'TLSv1.3') reader.readVector(1);
  const leaf = new ByteReader(reader.readVector(3)).readVector(3);
  if (leaf.length === 0) return null;
  return (createHash('sha256').update(leaf).digest('hex').match(/../g) ?? []).join(':');
}

function readExtensions(reader: ByteReader): ReadonlyMap<number, Uint8Array> {
  const extensions = new Map<number, Uint8Array>();
  if (reader.remainingBytes === 0) return extensions;
  const list = new ByteReader(reader.readVector(2));
  while (list.remainingBytes > 0) {
    const type = list.readNumber(2);
    const body = list.readVector(2);
    if (!list.isShort) extensions.set(type, body);
  }
  return extensions;
}

function parseServerName(extension: Uint8Array | undefined): string | null {
  if (extension === undefined) return null;
  const names = new ByteReader(new ByteReader(extension).readVector(2));
  const hostNameType = 0;
  while (names.remainingBytes > 0) {
    const type = names.readNumber(1);
    const name = names.readVector(2);
    if (type === hostNameType && !names.isShort) return latin1.decode(name);
  }
  return null;
}

function parseAlpn(extension: Uint8Array | undefined): readonly string[] {
  if (extension === undefined) return [];
  const list = new ByteReader(new ByteReader(extension).readVector(2));
  const protocols: string[] = [];
  while (list.remainingBytes > 0) protocols.push(latin1.decode(list.readVector(1)));
  return protocols;
}
