// A table of fixed columns. In: columns, rows of cells, a width. Out: a heading and lines of that width. Columns that do not
// fit are left out, those of the highest `dropOrder` first; one column grows. Knows nothing of what is in it.
import type { Glyphs } from './glyphs.js';
import { type Align, fitLine, type Line, measureLine, span } from './line.js';

export interface Column<Row> {
  readonly title: string;
  readonly width: number;
  readonly align: Align;
  /** Takes what is left over. */
  readonly isGrowing?: boolean;
  /** 0 or absent: never dropped. */
  readonly dropOrder?: number;
  /** `width`: what it has; wider is cut. */
  cell(row: Row, width: number): Line;
}

export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  /** Text before the first title, and the room before each row. */
  readonly heading: string;
  readonly indent: number;
}

const gap = ' ';

export interface LaidOutTable<Row> {
  /** Titles set into a rule. */
  readonly heading: Line;
  line(row: Row): Line;
}

export function layOutTable<Row>(table: Table<Row>, columnCount: number, glyphs: Glyphs): LaidOutTable<Row> {
  const room = columnCount - table.indent;
  const columns = chooseColumns(table.columns, room);
  const fixedWidth = columns.reduce((sum, column) => sum + column.width + gap.length, -gap.length);
  const widthOf = (column: Column<Row>): number =>
    column.isGrowing === true ? column.width + Math.max(0, room - fixedWidth) : column.width;
  const layOut = (cellOf: (column: Column<Row>) => Line): Line =>
    columns.flatMap((column, index) => [
      ...(index === 0 ? [] : [span(gap)]),
      ...fitLine(cellOf(column), widthOf(column), glyphs.ellipsis, column.align),
    ]);
  const titles = layOut((column) => [span(column.title)])
    .map((one) => one.text)
    .join('');
  return {
    heading: ruleLine(table.heading, titles, table.indent, columnCount, glyphs),
    line: (row) => [span(' '.repeat(table.indent)), ...layOut((column) => column.cell(row, widthOf(column)))],
  };
}

/** `── Sessions ───── state ── time ──`: a heading and titles at their columns, the rest is rule. */
function ruleLine(heading: string, titles: string, indent: number, columnCount: number, glyphs: Glyphs): Line {
  const head = `${glyphs.rule} ${heading} `;
  const placed = ' '.repeat(indent) + titles;
  // A title that the heading reaches into is left out whole.
  const behind = placed
    .slice(head.length)
    .replace(/^\S+/, (rest) => (placed[head.length - 1] === ' ' ? rest : ' '.repeat(rest.length)));
  const ruled = behind.replace(/ {2,}|^ | $/g, (blank, at: number) => {
    const isFirst = at === 0;
    const isLast = at + blank.length === behind.length;
    const before = isFirst ? '' : ' ';
    const after = isLast ? '' : ' ';
    return before + glyphs.rule.repeat(Math.max(0, blank.length - before.length - after.length)) + after;
  });
  return fitLine(
    [span(`${glyphs.rule} `, 'dim'), span(heading, 'title'), span(' '), span(ruled, 'dim')],
    columnCount,
    '',
  );
}

function chooseColumns<Row>(columns: readonly Column<Row>[], room: number): readonly Column<Row>[] {
  let chosen = columns;
  const widthOf = (list: readonly Column<Row>[]): number =>
    list.reduce((sum, column) => sum + column.width + gap.length, -gap.length);
  while (widthOf(chosen) > room) {
    const last = Math.max(...chosen.map((column) => column.dropOrder ?? 0));
    if (last === 0) break;
    chosen = chosen.filter((column) => (column.dropOrder ?? 0) !== last);
  }
  return chosen;
}

/** A heading alone, with a word at its right end. */
export function ruleWithTitle(heading: string, right: string, columnCount: number, glyphs: Glyphs): Line {
  const left = [span(`${glyphs.rule} `, 'dim'), span(heading, 'title'), span(' ')];
  const end = right === '' ? [] : [span(` ${right} `, 'dim'), span(glyphs.rule, 'dim')];
  const ruleWidth = Math.max(0, columnCount - measureLine(left) - measureLine(end));
  return fitLine([...left, span(glyphs.rule.repeat(ruleWidth), 'dim'), ...end], columnCount, glyphs.ellipsis);
}
