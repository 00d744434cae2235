// In: a verified TLS connection and the snapshot to open. Out: the same connection after the 101, ready for HTTP/2; or the server's
// refusal with its text. Lines and their order as the official client sends them (protocol.md 1.5).
import type { TLSSocket } from 'node:tls';
import { endpointNamed, formatTarget, type SessionSide, upgradeNames } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Repository } from '../repository.js';
import { readHead } from './read-head.js';

export interface SnapshotName {
  readonly type: 'vm' | 'ct' | 'host';
  readonly id: string;
  /** Unix seconds. */
  readonly timeSeconds: number;
  /** Path like `a/b`; empty for the root. */
  readonly namespace: string;
}

export const userAgent = 'proxmox-backup-client/1.0';
/** Error bodies are short texts. */
const maxErrorBytes = 4096;
const authenticationStatuses = new Set([401, 403]);

export async function upgrade(
  socket: TLSSocket,
  side: SessionSide,
  repository: Repository,
  secret: string,
  snapshot: SnapshotName,
): Promise<void> {
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
  socket.write(
    [
      `${endpointNamed(name).method} ${target} HTTP/1.1`,
      `user-agent: ${userAgent}`,
      'content-type: application/x-www-form-urlencoded',
      `authorization: PBSAPIToken ${repository.authId}:${encodeURIComponent(secret)}`,
      'connection: upgrade',
      `upgrade: ${upgradeNames[side]}`,
      `host: ${host}:${repository.port}`,
      '',
      '',
    ].join('\r\n'),
  );
  const head = await readHead(socket);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === 101) return;
  const text = (await readErrorText(socket, head)) || head.split('\r\n')[0] || 'no HTTP answer';
  socket.destroy();
  throw new ClientFailure(authenticationStatuses.has(status) ? 'authentication' : 'upgrade-refused', text, status);
}

/** The body as far as its length is announced; without a length, what is there already. */
async function readErrorText(socket: TLSSocket, head: string): Promise<string> {
  const announced = Math.min(maxErrorBytes, Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0));
  let body = Buffer.alloc(0);
  while (body.length < announced) {
    const bytes = socket.read() as Buffer | null;
    if (bytes !== null) body = Buffer.concat([body, bytes]);
    else if (socket.readableEnded || socket.destroyed) break;
    else {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          for (const name of ['readable', 'end', 'close', 'error']) socket.off(name, go);
          resolve();
        };
        for (const name of ['readable', 'end', 'close', 'error']) socket.on(name, go);
      });
    }
  }
  return body.toString('utf8', 0, announced).trim();
}
