// The words of the pbs stage: what one exchange means to PBS, and what its captured bodies held.
// In: nothing. Out: types only.
import type { Credential, Protocol } from '../event/index.js';
import type { Direction } from '../wire/index.js';

/** Names of product.md 5, once. */
export type Operation =
  | 'previousBackupTime'
  | 'downloadPrevious'
  | 'createDynamicIndex'
  | 'createFixedIndex'
  | 'uploadDynamicChunk'
  | 'uploadFixedChunk'
  | 'appendDynamicIndex'
  | 'appendFixedIndex'
  | 'closeDynamicIndex'
  | 'closeFixedIndex'
  | 'uploadBlob'
  | 'finish'
  | 'speedtest'
  | 'downloadFile'
  | 'downloadChunk'
  | 'login'
  | 'openBackup'
  | 'openReader'
  | 'rest';

/** Typed parameters of a call, wherever they stood (query, JSON, form); absent = not given or not readable. */
export interface CallParameters {
  readonly archiveName?: string;
  /** `file-name` of blob and download. */
  readonly fileName?: string;
  readonly wid?: number;
  readonly digest?: string;
  /** `size`: chunk length, image size or close size, by operation. */
  readonly sizeBytes?: number;
  readonly encodedSizeBytes?: number;
  readonly chunkCount?: number;
  readonly csum?: string;
  readonly reuseCsum?: string;
  /** Length of the digest list of an append. */
  readonly entryCount?: number;
  readonly store?: string;
  readonly namespace?: string;
  readonly backupType?: string;
  readonly backupId?: string;
  /** Unix seconds. */
  readonly backupTime?: number;
  readonly isBenchmark?: boolean;
}

/** What a captured reply said. */
export interface CallResult {
  /** `data` of an index creation. */
  readonly wid?: number;
  /** `data` of previous_backup_time, Unix seconds; null = no previous. */
  readonly previousBackupTime?: number | null;
  /** First 200 characters of an error body. */
  readonly errorText?: string;
}

export type BlobKind = 'uncompressed' | 'zstd' | 'encrypted' | 'encrypted-zstd' | 'unknown';

/**
 * One request and its reply, updated in place while it runs by the exchange and pbs stages; read-only to everyone else.
 * Times are `atMs`; null = not yet, or never.
 */
export interface Call {
  /** Number within the trace, from 1, in order of request heads. */
  readonly id: number;
  readonly connection: number;
  readonly protocol: Protocol;
  readonly stream: number;
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly authority: string | null;
  readonly userAgent: string | null;
  readonly credential: Credential | null;
  readonly upgrade: string | null;
  readonly parameters: CallParameters;
  readonly result: CallResult;
  /** Magic of an uploaded or downloaded DataBlob, from its first bytes; null when not a blob or not seen. */
  readonly blobKind: BlobKind | null;
  /** First byte of the request head. */
  readonly startedAtMs: number;
  readonly requestHeadAtMs: number;
  readonly requestFirstDataAtMs: number | null;
  readonly requestEndAtMs: number | null;
  readonly responseFirstAtMs: number | null;
  readonly responseHeadAtMs: number | null;
  readonly responseEndAtMs: number | null;
  /** Last byte either way, reply or window that admitted a byte: for stuck calls (D10). */
  readonly lastProgressAtMs: number;
  /** Body bytes. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly requestContentLength: number | null;
  readonly responseContentLength: number | null;
  readonly status: number | null;
  /** HTTP/2 RST_STREAM seen on the stream: by whom, with which code. */
  readonly reset: { readonly direction: Direction; readonly errorName: string; readonly atMs: number } | null;
  /** Time in which the request body waited for a window; part of the upload. */
  readonly windowBlockedMs: { readonly connection: number; readonly stream: number };
  /** True when the beginning was not seen. */
  readonly isPartial: boolean;
  /** `open` until answered whole, reset, or the connection ended. */
  readonly state: 'open' | 'answered' | 'reset' | 'unanswered';
}

/** An entry of an index file or of an append. `endBytes`: end offset in the archive where known from the index. */
export interface IndexEntry {
  readonly digest: string;
  readonly startBytes: number;
  /** Length where the index tells it; null in an append. */
  readonly lengthBytes: number | null;
}

export interface Manifest {
  readonly backupType: string;
  readonly backupId: string;
  readonly backupTime: number;
  readonly files: readonly {
    readonly filename: string;
    readonly cryptMode: string;
    readonly sizeBytes: number;
    readonly csum: string;
  }[];
  readonly keyFingerprint: string | null;
  readonly chunkUploadStats: {
    readonly count: number;
    readonly sizeBytes: number;
    readonly compressedSizeBytes: number;
    readonly duplicates: number;
  } | null;
  readonly verifyState: string | null;
}

/** What the pbs stage tells the next one, in order of time. */
export type CallStep =
  /** Head seen; parameters of the query are there. */
  | { readonly kind: 'callStarted'; readonly call: Call; readonly atMs: number }
  /** 101 of this call: the connection's HTTP/2 calls belong to it. */
  | { readonly kind: 'upgraded'; readonly call: Call; readonly atMs: number }
  /** Entries of an index file streaming by in the reply of `downloadPrevious` or `downloadFile`. */
  | {
      readonly kind: 'indexEntries';
      readonly call: Call;
      readonly atMs: number;
      readonly archiveName: string;
      readonly entries: readonly IndexEntry[];
    }
  /** The manifest, from a `downloadPrevious`, `downloadFile` or `uploadBlob` of index.json.blob. */
  | { readonly kind: 'manifest'; readonly call: Call; readonly atMs: number; readonly manifest: Manifest }
  /** Request body complete and readable: entries of an append (before its reply). */
  | {
      readonly kind: 'appendEntries';
      readonly call: Call;
      readonly atMs: number;
      readonly entries: readonly IndexEntry[];
    }
  /** Answered whole, reset, or its connection is gone: see `state`; still `open` when its end can no longer be seen. */
  | { readonly kind: 'callEnded'; readonly call: Call; readonly atMs: number };
