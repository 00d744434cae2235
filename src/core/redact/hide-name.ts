// One name of a known kind → what stands for it. What is no secret stays: ports, loopback, endings of file names, the accounts of
// every server. In: a name as it stands in the protocol. Out: the same form with pseudonyms in it.
import type { Pseudonyms } from './pseudonyms.js';
import { commonFileNames, commonRealms } from './vocabulary.js';

const loopback = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?|localhost)$/;

/** `host`, `host:port`, `[v6]:port`. */
export function hideAuthority(authority: string, names: Pseudonyms): string {
  const found = /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.exec(authority);
  const host = found?.[1] ?? authority; // a bare IPv6 address
  return `${loopback.test(host) ? host : names.of('host', host)}${found?.[2] ?? ''}`;
}

/** `user@realm!token`. */
export function hideAuthId(authId: string, names: Pseudonyms): string {
  const found = /^([^@]*)@([^!]*)(?:!(.*))?$/.exec(authId);
  if (found === null) return names.of('user', authId);
  const [, user = '', realm = '', token] = found;
  const shownRealm = commonRealms.has(realm) ? realm : names.of('realm', realm);
  return `${names.of('user', user)}@${shownRealm}${token === undefined ? '' : `!${names.of('token', token)}`}`;
}

/** `root.pxar.didx` → `file-….pxar.didx`: what kind of archive it is decides how it is read. */
export function hideFileName(fileName: string, names: Pseudonyms): string {
  if (commonFileNames.has(fileName)) return fileName;
  const ending =
    /(?:\.(?:m?ppxar|mpxar|pxar|img|conf|log|pcat1|key|json))?\.(?:didx|fidx|blob)$/.exec(fileName)?.[0] ?? '';
  return `${names.of('file', fileName.slice(0, fileName.length - ending.length))}${ending}`;
}

/** `a/b`, each level for itself: parents stay recognisable. */
export const hideNamespace = (namespace: string, names: Pseudonyms): string =>
  namespace
    .split('/')
    .map((level) => names.of('ns', level))
    .join('/');

/** SHA-256 with colons. */
export const hideFingerprint = (fingerprint: string, names: Pseudonyms): string =>
  names.hex(fingerprint.replaceAll(':', '')).replace(/..(?=.)/g, '$&:');
