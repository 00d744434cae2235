// A table in plain text, columns two spaces apart. In: rows, the heading first. Out: lines; the given sentence when there is
// nothing below the heading.

export function formatRows(nothing: string, rows: readonly (readonly string[])[]): string {
  if (rows.length < 2) return nothing;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
