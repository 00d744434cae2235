// `report --format parquet`: two recordings become one data set, which DuckDB reads as the other formats show them; what cannot be used
// is left out and said; a run that fails leaves older tables as they were. The SQL of docs/fleet.md is run as it stands there.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CommandContext } from '../../../src/cli/command.js';
import type { Gates } from '../../../src/cli/gates/index.js';
import { chooseFormat, reportTables, writeReport } from '../../../src/cli/reporting/index.js';
import { writeTables } from '../../../src/cli/reporting/write-tables.js';
import { openSql, type Sql } from '../../support/duckdb.js';
import { fixturesFolder, rootFolder } from '../../support/paths.js';

const demo = join(fixturesFolder, 'traces', 'demo.pbscope.gz');
const hidden = join(fixturesFolder, 'traces', 'version-2.pbscope');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-tables-'));
const tables = join(folder, 'tables');
const said: string[] = [];
let sql: Sql;

const write = (paths: readonly string[], to: string, hostGiven?: string) =>
  writeTables({
    paths,
    keylogPath: undefined,
    stuckAfterMs: undefined,
    isWanted: () => true,
    host: 'elsa',
    hostGiven,
    folder: to,
    createdBy: 'pbscope test',
    onUnusable: (sentence) => said.push(sentence),
  });

/** As `pbscope report` writes the demo's recording in another format. */
async function render(formatName: 'json' | 'ndjson'): Promise<string> {
  const format = chooseFormat(formatName);
  assert.notEqual(format.from, 'tables');
  let written = '';
  await writeReport({
    format: format as Exclude<typeof format, { readonly from: 'tables' }>,
    input: { path: demo, keylogPath: undefined },
    stuckAfterMs: undefined,
    detailsOf: (analyzer) => analyzer,
    openOutput: () => ({
      write: async (piece) => {
        written += String(piece);
      },
      close: async () => undefined,
    }),
  });
  return written;
}

before(async () => {
  await write([demo, hidden], tables);
  sql = await openSql(folder);
});
after(() => {
  sql.close();
  rmSync(folder, { recursive: true });
});

test('every call is a row with the values that ndjson shows', async () => {
  const expected = (await render('ndjson'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const found = await sql.rows(`SELECT * FROM 'tables/calls.parquet' WHERE recording = '${demo}'`);
  assert.equal(found.length, expected.length);
  found.forEach((row, index) => {
    const { startedAt, host, recording, ...rest } = row;
    const { startedAt: wallClock, ...wanted } = expected[index]!;
    assert.deepEqual([host, recording], ['elsa', demo]);
    const foundMs = Date.parse(String(startedAt).replace(' ', 'T').replace('+00', 'Z'));
    assert.ok(Math.abs(foundMs - Date.parse(String(wallClock))) <= 1, `${startedAt} is ${wallClock}`);
    // 64-bit integers come as text.
    const numbers = Object.entries(rest).map(([name, value]) => [
      name,
      typeof value === 'string' && typeof wanted[name] === 'number' ? Number(value) : value,
    ]);
    assert.deepEqual(Object.fromEntries(numbers), wanted);
  });
});

test('every session and verdict is a row; a recording without names names no host unless it is given', async () => {
  const report = JSON.parse(await render('json')) as {
    readonly sessions: readonly { readonly durationMs: number; readonly totals: { readonly logicalBytes: number } }[];
    readonly verdicts: readonly { readonly rule: string; readonly because: readonly string[] }[];
  };
  const sessions = await sql.rows(
    `SELECT "durationMs", "logicalBytes"::DOUBLE AS "logicalBytes" FROM 'tables/sessions.parquet' WHERE host = 'elsa' ORDER BY id`,
  );
  assert.deepEqual(
    sessions,
    report.sessions.map(({ durationMs, totals }) => ({ durationMs, logicalBytes: totals.logicalBytes })),
  );
  const verdicts = await sql.rows(`SELECT rule, because FROM 'tables/verdicts.parquet' WHERE host = 'elsa'`);
  assert.deepEqual(
    verdicts,
    report.verdicts.map(({ rule, because }) => ({ rule, because })),
  );
  const hostsOf = async (of: string) =>
    (await sql.rows(`SELECT DISTINCT host FROM '${of}/verdicts.parquet' ORDER BY 1`)).map((row) => row['host']);
  assert.deepEqual(await hostsOf('tables'), ['elsa', null]);
  await write([hidden], join(folder, 'named'), 'h17');
  assert.deepEqual(await hostsOf('named'), ['h17']);
});

test('the causes of a session sum to its duration in the table too', async () => {
  const columns = await sql.rows(
    `SELECT column_name AS name FROM (DESCRIBE SELECT * FROM 'tables/sessions.parquet') WHERE name LIKE 'time%Ms'`,
  );
  const sum = columns.map((column) => `"${column['name']}"`).join(' + ');
  const off = await sql.rows(`SELECT id FROM 'tables/sessions.parquet' WHERE abs(${sum} - "durationMs") > 0.001`);
  assert.ok(columns.length > 10);
  assert.deepEqual(off, []);
});

test('the queries of docs/fleet.md run as they stand', async () => {
  const page = readFileSync(join(rootFolder, 'docs', 'fleet.md'), 'utf8');
  const queries = [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1]!);
  assert.ok(queries.length >= 5);
  for (const query of queries) {
    // The page's tables are a folder for each day and host; here is one.
    const rows = await sql.rows(query.replaceAll(/'tables\/\*\*\/(\w+)\.parquet'/g, `'tables/$1.parquet'`));
    assert.ok(rows.length > 0, query);
  }
});

test('what cannot be used is left out and said; where nothing is left, older tables stay', async () => {
  const noTrace = join(folder, 'notes.txt');
  writeFileSync(noTrace, 'not a trace\n');
  const to = join(folder, 'partly');
  const partly = await write([noTrace, hidden], to);
  assert.deepEqual([partly.recordingCount, partly.unusableCount], [1, 1]);
  assert.match(said.at(-1) ?? '', /^notes\.txt cannot be used/);
  const older = readFileSync(join(to, 'calls.parquet'));
  await assert.rejects(write([noTrace], to), { exitCode: 20, message: /no table was written/ });
  assert.deepEqual(readFileSync(join(to, 'calls.parquet')), older);
  assert.deepEqual(readdirSync(to).sort(), ['calls.parquet', 'sessions.parquet', 'verdicts.parquet']);
  assert.equal(statSync(join(to, 'calls.parquet')).mode & 0o777, 0o600);
});

test('a folder that cannot be is one sentence', async () => {
  await assert.rejects(write([demo], join(demo, 'x')), { exitCode: 2, message: /cannot be written.*--output\.$/ });
});

test('the command: stdout is refused, gates and doubles too; a bad input is exit code 20; one line says what was made', async () => {
  const lines: unknown[] = [];
  const noGates: Gates = { failOn: null, assertions: [], junitPath: undefined };
  const run = (paths: readonly string[], flags: Readonly<Record<string, unknown>>, gates = noGates) =>
    reportTables({
      paths,
      keylogPath: undefined,
      stuckAfterMs: undefined,
      terms: [],
      gates,
      context: {
        flags,
        print: { line: (text: string) => lines.push(text), message: () => undefined },
        log: { logger: { error: (text: string) => lines.push(text) } },
      } as unknown as CommandContext,
    });
  await assert.rejects(run([hidden], {}), { message: /three files, which stdout cannot hold\. Name a folder/ });
  const output = join(folder, 'cli');
  await assert.rejects(run([hidden, hidden], { output }), { message: /given twice/ });
  await assert.rejects(run([hidden], { output }, { ...noGates, junitPath: 'x.xml' }), { message: /judge one report/ });
  assert.equal(await run([hidden], { output }), 0);
  assert.equal(await run([hidden, join(folder, 'none')], { output }), 20);
  assert.match(String(lines[0]), /^1 recording in .*calls\.parquet [\d.]+ KiB, .*sessions\.parquet/);
  assert.match(String(lines[1]), /^Left out: There is no file/);
});
