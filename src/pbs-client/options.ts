// How a client reaches its server and proves itself; the same for backup and restore.
import type { Compress } from './blob.js';
import type { ConnectLimits, ConnectProxy } from './connect/index.js';
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
  /** Ends the run at once: the connection is dropped, the server removes what was not finished. */
  readonly signal?: AbortSignal;
}
