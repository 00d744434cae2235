// A column of a table: its name, its type in Parquet's words, and where its value comes from. In: a row. Out: the value as the file
// holds it. Times are microseconds in UTC, sizes and counts 64-bit integers, durations and shares doubles, names text.
// https://github.com/apache/parquet-format (LogicalTypes.md).
import type { SchemaElement } from 'hyparquet-writer';
import { roundFraction } from '../../core/report/index.js';

type Cell = string | bigint | number | boolean | readonly string[] | null;
type Type = 'text' | 'texts' | 'integer' | 'decimal' | 'instant' | 'flag';

export interface Column<Row> {
  readonly name: string;
  readonly schema: readonly SchemaElement[];
  /** What the file holds for this row. */
  cellOf(row: Row): Cell;
}

const microsPerMs = 1000;

export const text = <Row>(name: string, of: (row: Row) => string | null): Column<Row> => column(name, 'text', of);

/** A list of texts, one after the other. */
export const texts = <Row>(name: string, of: (row: Row) => readonly string[]): Column<Row> => column(name, 'texts', of);

/** Ids, counts, bytes. */
export const integer = <Row>(name: string, of: (row: Row) => number | null): Column<Row> =>
  column(name, 'integer', (row) => {
    const value = of(row);
    return value === null ? null : BigInt(Math.round(value));
  });

/** Milliseconds, ratios, shares: as many digits as the other formats show. */
export const decimal = <Row>(name: string, of: (row: Row) => number | null): Column<Row> =>
  column(name, 'decimal', (row) => {
    const value = of(row);
    return value === null ? null : roundFraction(value);
  });

export const flag = <Row>(name: string, of: (row: Row) => boolean): Column<Row> => column(name, 'flag', of);

/** A place in time, given in ms since 1970; fractions count to the microsecond. */
export const instant = <Row>(name: string, ofUnixMs: (row: Row) => number): Column<Row> =>
  column(name, 'instant', (row) => BigInt(Math.round(ofUnixMs(row) * microsPerMs)));

const column = <Row>(name: string, type: Type, cellOf: (row: Row) => Cell): Column<Row> => ({
  name,
  schema: schemaOf(name, type),
  cellOf,
});

function schemaOf(name: string, type: Type): readonly SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  const utf8 = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
  switch (type) {
    case 'text':
      return [{ ...optional, ...utf8 }];
    case 'texts':
      return [
        { ...optional, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'REQUIRED', ...utf8 },
      ];
    case 'integer':
      return [{ ...optional, type: 'INT64' }];
    case 'decimal':
      return [{ ...optional, type: 'DOUBLE' }];
    case 'flag':
      return [{ ...optional, type: 'BOOLEAN' }];
    case 'instant':
      return [
        { ...optional, type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } },
      ];
  }
}
