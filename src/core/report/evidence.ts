// The section `evidence` of a report: what logs of other programs say of the same run, on the clock of the recording, and whether it
// agrees. In: nothing. Out: types only; core/evidence fills them.

export type EvidenceFormatId =
  | 'client-output'
  | 'task-log'
  | 'haproxy'
  | 'nginx-access'
  | 'nginx-error'
  | 'nginx-stream';

/** The clock that a file was written by, against that of the recording. */
export interface EvidenceClock {
  /** Log minus recording; null: nothing told, lines stand by their order. */
  readonly offsetMs: number | null;
  /** How far off it can be at most, by what the agreeing lines allow. */
  readonly uncertaintyMs: number | null;
  /** Lines with a time that were found on the wire; of those, how many this offset explains. */
  readonly matchedCount: number;
  readonly agreeingCount: number;
  /** A file whose times name no zone: how much of the offset is whole quarters of an hour. */
  readonly zoneMs: number;
  /** How it was estimated, in one sentence. */
  readonly how: string;
}

export interface EvidenceFile {
  readonly name: string;
  /** Null: none of the known formats. */
  readonly format: EvidenceFormatId | null;
  readonly lineCount: number;
  /** Say only what the wire shows call by call, or name backed up files: understood, not shown. */
  readonly repeatingCount: number;
  readonly unknownCount: number;
  /** Understood and let go to stay small. */
  readonly droppedCount: number;
  readonly firstUnknownLine: number | null;
  readonly clock: EvidenceClock;
}

export interface EvidenceRow {
  readonly atMs: number;
  /** Name of the file; null: seen on the wire. */
  readonly file: string | null;
  readonly session: number | null;
  readonly text: string;
  /** `wire`: the moment is that of a call; `clock`: by its time and the offset; `order`: only the lines around it tell. */
  readonly placedBy: 'wire' | 'clock' | 'order';
}

/** What only the server knows: which uploaded chunks the store had already. */
export interface EvidenceArchive {
  readonly session: number;
  readonly name: string;
  readonly file: string;
  readonly chunkCount: number;
  readonly uploadedCount: number;
  readonly clientDuplicateCount: number;
  readonly serverDuplicateCount: number;
  /** Chunks that cost no new disk, of all: 0 to 1; null of none. */
  readonly savedShare: number | null;
}

/** One number that a log prints, beside ours. */
export interface EvidenceFigure {
  readonly session: number;
  readonly archive: string;
  readonly file: string;
  readonly what: string;
  readonly unit: 'bytes' | 'count';
  readonly observed: number;
  readonly stated: number;
  /** Half of the last digit that was printed. */
  readonly tolerance: number;
  readonly doesAgree: boolean;
}

export interface ReportEvidence {
  readonly files: readonly EvidenceFile[];
  readonly archives: readonly EvidenceArchive[];
  readonly figures: readonly EvidenceFigure[];
  /** Contradictions, and what is normal though it looks like one. */
  readonly notes: readonly string[];
  /** Logs and wire in one order of time. */
  readonly timeline: readonly EvidenceRow[];
}
