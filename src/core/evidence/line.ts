// The words that a log of another program speaks (sources/evidence): a line, its time, and what it says that the wire can confirm.
// In: nothing. Out: types only.

export interface EvidenceTime {
  /** Without a stated zone: as if it were UTC. */
  readonly atUnixMs: number;
  /** It may have been up to so much later. */
  readonly resolutionMs: number;
  readonly isZoned: boolean;
}

/** A printed number, with the half last digit by which it may differ from the truth. */
export interface PrintedNumber {
  readonly value: number;
  readonly tolerance: number;
}

export type EvidenceSide = 'backup' | 'reader';

export interface ArchiveStatistics {
  readonly sizeBytes: number;
  readonly chunkCount: number;
  /** Null where the server did not print it. */
  readonly uploadBytes: number | null;
  readonly duplicates: { readonly client: number; readonly server: number };
}

export type EvidenceFact =
  /** The lines from here on are of this session; null: not said. */
  | { readonly kind: 'subject'; readonly side: EvidenceSide; readonly snapshot: string | null; readonly isNew: boolean }
  | { readonly kind: 'sessionStarted' }
  | { readonly kind: 'previousRead'; readonly archive: string }
  | { readonly kind: 'archiveCreated'; readonly archive: string }
  | { readonly kind: 'chunkStored'; readonly digest: string }
  | { readonly kind: 'archiveClosed'; readonly archive: string; readonly statistics: ArchiveStatistics | null }
  | { readonly kind: 'blobAdded'; readonly archive: string }
  | { readonly kind: 'finished' }
  | { readonly kind: 'taskEnded'; readonly hasFailed: boolean; readonly isNormal: boolean }
  /** Printed before the client dials. */
  | { readonly kind: 'clientStarted' }
  /** Printed after all was answered. */
  | { readonly kind: 'clientEnded' }
  /** It gave up: what follows in the file is of the one before. */
  | { readonly kind: 'clientFailed' }
  | { readonly kind: 'previousAsked' }
  | {
      readonly kind: 'archiveSent';
      readonly archive: string;
      readonly uploadedBytes: PrintedNumber | null;
      readonly logicalBytes: PrintedNumber;
      readonly encodedBytes: PrintedNumber | null;
    }
  | {
      readonly kind: 'chunksReused';
      readonly archive: string;
      readonly knownCount: number;
      readonly chunkCount: number;
    }
  /** A proxy between: one end of what it carried, by the client's address or by the upgrade that it saw. */
  | {
      readonly kind: 'carried';
      readonly edge: 'accepted' | 'ended';
      readonly client: string | null;
      readonly side: EvidenceSide | null;
      readonly snapshot: string | null;
    };

export interface EvidenceLine {
  /** Null: has a fact and nothing that the wire does not show. */
  readonly text: string | null;
  readonly time: EvidenceTime | null;
  readonly fact: EvidenceFact | null;
}

/** What a parser makes of one line of a file. */
export type ParsedLine = readonly EvidenceLine[] | 'repeats' | 'unknown';
