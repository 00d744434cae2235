// What every row says of the recording that it comes from. In: where a report was made. Out: the first columns of each table.
import type { Report } from '../../core/report/index.js';
import { type Column, text } from './column.js';

export interface Recording {
  /** The machine that pbscope ran on; null where names are hidden. */
  readonly host: string | null;
  /** The file, unique in a data set: ids of sessions, connections and calls count within it. */
  readonly name: string;
  readonly report: Report;
}

/** A row with the recording that it comes from. */
export interface Recorded<Row> {
  readonly recording: Recording;
  readonly startedAtUnixMs: number;
  readonly row: Row;
}

export function* recordedRows<Row>(recording: Recording, rows: Iterable<Row>): Generator<Recorded<Row>> {
  const startedAtUnixMs = Date.parse(recording.report.startedAt);
  for (const row of rows) yield { recording, startedAtUnixMs, row };
}

export const recordingColumns: readonly Column<Recorded<unknown>>[] = [
  text('host', ({ recording }) => recording.host),
  text('recording', ({ recording }) => recording.name),
];
