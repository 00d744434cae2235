// Lines as a grid of cells, and what differs between two grids. In: lines of spans. Out: cells; runs of changed cells.
// Rows are as wide as the screen; a wide character fills a cell and leaves the next one empty.
import { type Line, type Size, type Style, toCells } from '../screen/index.js';

export interface GridRow {
  readonly texts: readonly string[];
  readonly styles: readonly Style[];
}

export type Grid = readonly GridRow[];

export interface Run {
  readonly row: number;
  readonly column: number;
  readonly texts: readonly string[];
  readonly styles: readonly Style[];
}

/** Unchanged cells between two changes that are cheaper to write again than to jump over. */
const maxBridgedCells = 6;

export function toGrid(lines: readonly Line[], { columnCount, rowCount }: Size, charset: 'utf-8' | 'ascii'): Grid {
  return Array.from({ length: rowCount }, (_, row) => toRow(lines[row] ?? [], columnCount, charset));
}

function toRow(line: Line, columnCount: number, charset: 'utf-8' | 'ascii'): GridRow {
  const texts: string[] = [];
  const styles: Style[] = [];
  for (const { text, style } of line) {
    for (const cell of toCells(text)) {
      // The second half of a wide character stays a column of its own in ASCII too.
      texts.push(charset === 'ascii' && !isAscii(cell) ? '?' : cell);
      styles.push(style);
    }
  }
  while (texts.length < columnCount) {
    texts.push(' ');
    styles.push('plain');
  }
  return { texts: texts.slice(0, columnCount), styles: styles.slice(0, columnCount) };
}

const isAscii = (cell: string): boolean => cell.length === 1 && cell >= ' ' && cell <= '~';

/** `previous` null: everything. */
export function findChanges(previous: Grid | null, next: Grid): Run[] {
  return next.flatMap((row, index) => changesOfRow(previous?.[index] ?? null, row, index));
}

function changesOfRow(previous: GridRow | null, next: GridRow, row: number): Run[] {
  const runs: { start: number; end: number }[] = [];
  for (let column = 0; column < next.texts.length; column += 1) {
    if (previous !== null && !isChanged(previous, next, column)) continue;
    const last = runs.at(-1);
    if (last !== undefined && column - last.end <= maxBridgedCells) last.end = column + 1;
    else runs.push({ start: column, end: column + 1 });
  }
  return runs.map(({ start, end }) => {
    // Never begin in the middle of a wide character, nor end before its second half.
    const from = next.texts[start] === '' ? start - 1 : start;
    const to = next.texts[end] === '' ? end + 1 : end;
    return { row, column: from, texts: next.texts.slice(from, to), styles: next.styles.slice(from, to) };
  });
}

function isChanged(previous: GridRow, next: GridRow, column: number): boolean {
  return previous.texts[column] !== next.texts[column] || previous.styles[column] !== next.styles[column];
}
