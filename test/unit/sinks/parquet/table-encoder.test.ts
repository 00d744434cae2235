// Tables as DuckDB reads them: types, nulls, text from the wire, row groups that leave as they fill, files without a row.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Column, decimal, flag, instant, integer, text, texts } from '../../../../src/sinks/parquet/column.js';
import { TableEncoder } from '../../../../src/sinks/parquet/table-encoder.js';
import { openSql, type Sql } from '../../../support/duckdb.js';
import { isLongRun } from '../../../support/paths.js';

interface Row {
  readonly name: string | null;
  readonly sizeBytes: number | null;
  readonly share: number | null;
  readonly isOpen: boolean;
  readonly atUnixMs: number;
  readonly notes: readonly string[];
}

const columns: readonly Column<Row>[] = [
  text('name', (row) => row.name),
  integer('sizeBytes', (row) => row.sizeBytes),
  decimal('share', (row) => row.share),
  flag('isOpen', (row) => row.isOpen),
  instant('at', (row) => row.atUnixMs),
  texts('notes', (row) => row.notes),
];

const someRow: Row = { name: 'a', sizeBytes: 1, share: 0.5, isOpen: true, atUnixMs: 0, notes: [] };

const folder = mkdtempSync(join(tmpdir(), 'pbscope-parquet-'));
let sql: Sql;
before(async () => {
  sql = await openSql(folder);
});
after(() => {
  sql.close();
  rmSync(folder, { recursive: true });
});

function encode(rows: readonly Row[], rowGroupRows = 100): Uint8Array[] {
  const encoder = new TableEncoder({ columns, createdBy: 'pbscope test', rowGroupRows });
  return [...encoder.feed(rows), encoder.end()];
}

async function readBack(rows: readonly Row[], rowGroupRows?: number): Promise<unknown[]> {
  writeFileSync(join(folder, 't.parquet'), Buffer.concat(encode(rows, rowGroupRows)));
  return await sql.rows(`SELECT *, epoch_us("at") AS us FROM 't.parquet'`);
}

test('each kind of column has the type that a reader expects', async () => {
  await readBack([someRow]);
  const described = await sql.rows("DESCRIBE SELECT * FROM 't.parquet'");
  assert.deepEqual(
    described.map((row) => `${row['column_name']} ${row['column_type']}`),
    [
      'name VARCHAR',
      'sizeBytes BIGINT',
      'share DOUBLE',
      'isOpen BOOLEAN',
      'at TIMESTAMP WITH TIME ZONE',
      'notes VARCHAR[]',
    ],
  );
});

test('whatever the rows hold, they are read back the same, however they are cut into groups', async () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 12 });
  const rowOf = fc.record<Row>({
    name: fc.option(word),
    sizeBytes: fc.option(fc.nat(Number.MAX_SAFE_INTEGER)),
    share: fc.option(fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1e6)),
    isOpen: fc.boolean(),
    atUnixMs: fc.integer({ min: 0, max: 4e15 }).map((us) => us / 1000),
    notes: fc.array(word, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(rowOf, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (rows, groupRows) => {
      const expected = rows.map((row) => [
        row.name,
        row.sizeBytes === null ? null : String(row.sizeBytes),
        row.share,
        row.isOpen,
        row.notes,
        String(Math.round(row.atUnixMs * 1000)),
      ]);
      const found = (await readBack(rows, groupRows)) as Readonly<Record<string, unknown>>[];
      assert.deepEqual(
        found.map((row) => [row['name'], row['sizeBytes'], row['share'], row['isOpen'], row['notes'], row['us']]),
        expected,
      );
    }),
    { numRuns: isLongRun ? 5000 : 40 },
  );
});

test('a row group leaves as soon as it is full: memory does not grow with the table', async () => {
  const encoder = new TableEncoder({ columns, createdBy: 'pbscope test', rowGroupRows: 10 });
  let drawnCount = 0;
  function* rows(): Generator<Row> {
    for (; drawnCount < 35; drawnCount++) yield { ...someRow, sizeBytes: drawnCount };
  }
  const drawnAtPiece: number[] = [];
  const pieces: Uint8Array[] = [];
  for (const piece of encoder.feed(rows())) {
    pieces.push(piece);
    drawnAtPiece.push(drawnCount);
  }
  assert.deepEqual(drawnAtPiece, [9, 19, 29]);
  writeFileSync(join(folder, 'groups.parquet'), Buffer.concat([...pieces, encoder.end()]));
  const groups = await sql.rows(
    "SELECT DISTINCT row_group_id AS id, row_group_num_rows AS rows FROM parquet_metadata('groups.parquet') ORDER BY 1",
  );
  assert.deepEqual(
    groups.map((group) => Number(group['rows'])),
    [10, 10, 10, 5],
  );
  const [sum] = await sql.rows(`SELECT sum("sizeBytes")::INT AS total FROM 'groups.parquet'`);
  assert.equal(sum?.['total'], (34 * 35) / 2);
});

test('a table without a row is a table', async () => {
  assert.deepEqual(await readBack([]), []);
  const [file] = await sql.rows("SELECT created_by FROM parquet_file_metadata('t.parquet')");
  assert.equal(file?.['created_by'], 'pbscope test');
});
