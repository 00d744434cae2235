// Tables read by a program that is not ours: DuckDB in this process. In: SQL. Out: rows, times and big integers as JSON shows them.
import { DuckDBInstance } from '@duckdb/node-api';

export type SqlRow = Readonly<Record<string, unknown>>;

export interface Sql {
  /** Rows of one statement; relative file names start at `folder`. */
  rows(statement: string): Promise<SqlRow[]>;
  close(): void;
}

export async function openSql(folder: string): Promise<Sql> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET file_search_path = '${folder}'`);
  await connection.run("SET TimeZone = 'UTC'");
  return {
    rows: async (statement) => (await connection.runAndReadAll(statement)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
