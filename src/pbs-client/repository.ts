// Repository strings of the official client, text ⇄ value: [[user@realm[!token]@]server[:port]:]datastore. protocol.md 10.2.

export interface Repository {
  /** `user@realm` or `user@realm!token`. */
  readonly authId: string;
  readonly host: string;
  readonly port: number;
  readonly store: string;
}

const defaultAuthId = 'root@pam';
const defaultHost = 'localhost';
const defaultPort = 8007;
const pattern =
  /^(?:(?:(?<auth>[^\s:/@!]+@[A-Za-z0-9_][A-Za-z0-9._-]*(?:![A-Za-z0-9_][A-Za-z0-9._-]*)?)@)?(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<host>[^\s:@[\]/]+))(?::(?<port>\d{1,5}))?:)?(?<store>[A-Za-z0-9_][A-Za-z0-9._-]*)$/;

/** Null when the text is no repository. */
export function parseRepository(text: string): Repository | null {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  const port = groups['port'] === undefined ? defaultPort : Number(groups['port']);
  if (port < 1 || port > 65_535) return null;
  return {
    authId: groups['auth'] ?? defaultAuthId,
    host: groups['v6'] ?? groups['host'] ?? defaultHost,
    port,
    store: groups['store'] ?? '',
  };
}

/** `host:port`, IPv6 in brackets. */
export const formatHost = ({ host, port }: Pick<Repository, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
