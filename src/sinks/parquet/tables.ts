// The tables of `report --format parquet`, one file each: a new table is a file of columns, and a line here and in `DataSetEncoder`.
// In: recordings one after the other, each with its report and its calls. Out: pieces of files by their table, in order within a file.
import type { CallRow } from '../../core/report/index.js';
import { callColumns } from './calls-table.js';
import { type Recording, recordedRows } from './recording.js';
import { sessionColumns } from './sessions-table.js';
import { TableEncoder } from './table-encoder.js';
import { verdictColumns } from './verdicts-table.js';

export const tableNames = ['calls', 'sessions', 'verdicts'] as const;
export type TableName = (typeof tableNames)[number];

export interface TablePiece {
  readonly table: TableName;
  readonly bytes: Uint8Array;
}

export class DataSetEncoder {
  readonly #calls;
  readonly #sessions;
  readonly #verdicts;

  constructor(createdBy: string) {
    this.#calls = new TableEncoder({ columns: callColumns, createdBy });
    this.#sessions = new TableEncoder({ columns: sessionColumns, createdBy });
    this.#verdicts = new TableEncoder({ columns: verdictColumns, createdBy });
  }

  *feed(recording: Recording, calls: Iterable<CallRow>): Generator<TablePiece> {
    const { sessions, verdicts } = recording.report;
    yield* piecesOf('calls', this.#calls.feed(recordedRows(recording, calls)));
    yield* piecesOf('sessions', this.#sessions.feed(recordedRows(recording, sessions)));
    yield* piecesOf('verdicts', this.#verdicts.feed(recordedRows(recording, verdicts)));
  }

  *end(): Generator<TablePiece> {
    yield { table: 'calls', bytes: this.#calls.end() };
    yield { table: 'sessions', bytes: this.#sessions.end() };
    yield { table: 'verdicts', bytes: this.#verdicts.end() };
  }
}

function* piecesOf(table: TableName, pieces: Iterable<Uint8Array>): Generator<TablePiece> {
  for (const bytes of pieces) yield { table, bytes };
}
