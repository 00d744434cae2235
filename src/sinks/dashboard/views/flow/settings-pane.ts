// SETTINGS of both ends of the chosen session's connection. In: data, room. Out: a pane: a row for each setting, what each end told.
import { formatBytes, formatCount, type ReportConnection } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote } from '../words.js';

type Settings = ReportConnection['settings'];

interface SettingRow {
  readonly name: string;
  readonly client: number | undefined;
  readonly server: number | undefined;
}

/** Settings in bytes; the others are counts. */
const byteSettings: ReadonlySet<string> = new Set([
  'HEADER_TABLE_SIZE',
  'INITIAL_WINDOW_SIZE',
  'MAX_FRAME_SIZE',
  'MAX_HEADER_LIST_SIZE',
]);

const valueColumn = (title: string, pick: (row: SettingRow) => number | undefined): Column<SettingRow> => ({
  title,
  width: 12,
  align: 'right',
  cell: (row) => line(describeValue(row.name, pick(row)), pick(row) === undefined ? 'dim' : 'plain'),
});

const columns: readonly Column<SettingRow>[] = [
  { title: '', width: 24, align: 'left', isGrowing: true, cell: (row) => line(row.name) },
  valueColumn('client told', (row) => row.client),
  valueColumn('server told', (row) => row.server),
];

export function settingsPanes({ report, session }: DashboardData, { size, glyphs }: Paper): readonly Pane[] {
  const connection = report.connections.find((one) => one.id === session?.connection);
  const table = layOutTable({ heading: 'SETTINGS', indent: 1, columns }, size.columnCount, glyphs);
  const rows = connection === undefined ? [] : settingRows(connection.settings);
  const body =
    rows.length === 0 ? emptyNote(emptyText(connection), size.columnCount) : rows.map((row) => table.line(row));
  return [{ heading: table.heading, body, minRowCount: Math.min(4, 1 + body.length) }];
}

function settingRows({ client, server }: Settings): readonly SettingRow[] {
  const names = new Set([...Object.keys(client ?? {}), ...Object.keys(server ?? {})]);
  return [...names].sort().map((name) => ({ name, client: client?.[name], server: server?.[name] }));
}

/** Not told means the value of RFC 9113 6.5.2. */
function describeValue(name: string, value: number | undefined): string {
  if (value === undefined) return 'not told';
  return byteSettings.has(name) ? formatBytes(value) : formatCount(value);
}

function emptyText(connection: ReportConnection | undefined): string {
  return connection === undefined
    ? 'They are told of one session at a time: choose one with [ and ].'
    : 'None seen yet: each end sends them when HTTP/2 begins.';
}
