// How a client reaches its server, proves itself and encodes; the same for backup, restore and load.
import { type Codec, type Compress, compressAsInstalled, createCodec, type DataKey } from './codec/index.js';
import type { ConnectOptions } from './connect/index.js';

export interface ClientOptions extends ConnectOptions {
  /** Average of content-defined chunks, a power of two; 4 MiB when absent. */
  readonly averageChunkBytes?: number;
  /** In place of what is installed. */
  readonly compress?: Compress;
  /** Encrypts what is backed up, decrypts what is restored. */
  readonly key?: DataKey;
  /** Ends the run at once: the connection is dropped, the server removes what was not finished. */
  readonly signal?: AbortSignal;
}

export const codecOf = ({ compress, key }: ClientOptions): Codec =>
  createCodec(compress ?? compressAsInstalled, key ?? null);
