// In: who, where, which datastore. Out: the repository string of the official client (protocol.md 10.2).
import { formatHostPort, type HostPort } from './parse-units.js';

/** `user@realm!token@host:port:store`; IPv6 hosts in brackets. */
export const formatRepository = (authId: string, address: HostPort, store: string): string =>
  `${authId}@${formatHostPort(address)}:${store}`;

/** What the operator's own PBS_REPOSITORY says of user and datastore, placeholders otherwise (D12). */
export function proxiedRepository(address: HostPort, own: string | undefined = process.env['PBS_REPOSITORY']): string {
  const match = own === undefined ? null : /^(?:(.+)@)?(?:\[[^\]]*\]|[^@:[\]]*)?(?::\d+)?:?([^:@]+)$/.exec(own);
  return formatRepository(match?.[1] ?? 'USER@REALM!TOKEN', address, match?.[2] ?? 'DATASTORE');
}
