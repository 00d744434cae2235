// In: a verified TLS connection and the snapshot to open. Out: the same connection after the 101, ready for HTTP/2; or the
// server's refusal with its text. Lines and their order as the official client sends them (protocol.md 1.5). The 101's own
// headers are not looked at: third-party servers send it without `Connection` and with the other side's name (1.11).
import type { TLSSocket } from 'node:tls';
import { endpointNamed, formatTarget, type SessionSide, upgradeNames } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Repository } from '../repository.js';
import { readErrorText } from './read-error-text.js';
import { readHead } from './read-head.js';

export interface SnapshotName {
  readonly type: 'vm' | 'ct' | 'host';
  readonly id: string;
  /** Unix seconds. */
  readonly timeSeconds: number;
  /** Path like `a/b`; empty for the root. */
  readonly namespace: string;
}

export interface UpgradeRequest {
  readonly side: SessionSide;
  readonly repository: Repository;
  readonly secret: string;
  readonly snapshot: SnapshotName;
}

export const userAgent = 'proxmox-backup-client/1.0';
const switchingProtocols = 101;
/** Bad credentials, and good ones without the privilege: for the operator the same class. */
const authenticationStatuses = new Set([401, 403]);

export async function upgrade(socket: TLSSocket, request: UpgradeRequest, timeoutMs: number): Promise<void> {
  socket.write(formatUpgradeRequest(request));
  const { head } = await readHead(socket, timeoutMs, 'http upgrade request timed out');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === switchingProtocols) return;
  const text = (await readErrorText(socket, head)) || head.split('\r\n')[0] || 'the answer is no HTTP';
  socket.destroy();
  throw new ClientFailure(authenticationStatuses.has(status) ? 'authentication' : 'upgrade-refused', text, status);
}

function formatUpgradeRequest({ side, repository, secret, snapshot }: UpgradeRequest): string {
  const name = side === 'backup' ? 'openBackup' : 'openReader';
  const target = formatTarget(name, {
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    ...(side === 'backup' ? { benchmark: false } : {}),
    debug: true,
    ns: snapshot.namespace === '' ? undefined : snapshot.namespace,
    store: repository.store,
  });
  const host = repository.host.includes(':') ? `[${repository.host}]` : repository.host;
  const lines = [
    `${endpointNamed(name).method} ${target} HTTP/1.1`,
    `user-agent: ${userAgent}`,
    'content-type: application/x-www-form-urlencoded',
    `authorization: PBSAPIToken ${repository.authId}:${encodeURIComponent(secret)}`,
    'connection: upgrade',
    `upgrade: ${upgradeNames[side]}`,
    `host: ${host}:${repository.port}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
