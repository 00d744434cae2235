// How a client reaches its server and proves itself; the same for backup and restore.
import type { Compress } from './blob.js';
import {
  type ConnectLimits,
  type ConnectProxy,
  openSession,
  type Session,
  type SnapshotName,
} from './connect/index.js';
import type { Repository } from './repository.js';

export interface ClientOptions {
  readonly repository: Repository;
  /** Secret of the token that `repository.authId` names. */
  readonly secret: string;
  /** Null: the system's CAs only. */
  readonly fingerprint: string | null;
  /** From ALL_PROXY. */
  readonly proxy?: ConnectProxy;
  /** Average of content-defined chunks, a power of two; 4 MiB when absent. */
  readonly averageChunkBytes?: number;
  /** In place of Node's own zstd, which Node 20 lacks. */
  readonly compress?: Compress;
  readonly limits?: Partial<ConnectLimits>;
}

export function openSessionFor(
  options: ClientOptions,
  side: 'backup' | 'reader',
  snapshot: SnapshotName,
): Promise<Session> {
  const { repository, secret, fingerprint, proxy = null } = options;
  const endpoint = { host: repository.host, port: repository.port, fingerprint, proxy };
  return openSession(endpoint, { side, repository, secret, snapshot }, options.limits);
}
