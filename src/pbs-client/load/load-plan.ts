// What a load run is to look like: whose calls, how much data, how much of it new. Out: types and the few defaults that every
// program of this protocol shares.
import type { ArchiveSummary } from '../backup/index.js';
import type { Codec } from '../codec/index.js';
import type { SnapshotName } from '../connect/index.js';
import type { ClientOptions } from '../options.js';

/** Streams are cut by content, images into 4 MiB. */
export type ArchiveKind = 'stream' | 'image';

export interface LoadPlan {
  /** Null: what the personality usually backs up. */
  readonly archiveKind: ArchiveKind | null;
  readonly archiveCount: number;
  /** Of each session, over all its archives. */
  readonly sizeBytes: number;
  /** Share of those bytes that needs no upload, 0 to 1. */
  readonly dedupShare: number;
  /** Share of a new chunk that zstd takes away, 0 to 1. */
  readonly compressibleShare: number;
  /** Average of a stream's chunks. */
  readonly averageChunkBytes: number;
  /** The same seed gives the same chunks, sizes and order. */
  readonly seed: number;
  readonly sessionCount: number;
  /** Sessions of a run with several have `-1`, `-2` … behind the id. */
  readonly snapshot: SnapshotName;
  readonly interruptAfter: Interruption | null;
}

/** After so long, or after so many bytes of the archives. */
export type Interruption =
  | { readonly kind: 'time'; readonly afterMs: number }
  | { readonly kind: 'bytes'; readonly afterBytes: number };

/** One session's part of a plan. */
export interface LoadTask {
  readonly options: ClientOptions;
  readonly codec: Codec;
  readonly plan: LoadPlan;
  readonly snapshot: SnapshotName;
  readonly onProgress: (addedBytes: number) => void;
}

export interface LoadArchive extends ArchiveSummary {
  /** Of a pull: chunks as they came. */
  readonly downloadedBytes?: number;
}
