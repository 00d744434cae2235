// How a client reaches its server and proves itself; the same for backup and restore.
import type { ConnectProxy, Endpoint } from './connect/index.js';
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
}

export const endpointOf = (options: ClientOptions): Endpoint => ({
  host: options.repository.host,
  port: options.repository.port,
  fingerprint: options.fingerprint,
  proxy: options.proxy ?? null,
});
