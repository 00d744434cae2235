// The words of a screen: a line is a list of styled spans. In: text and style roles. Out: lines of an exact width.
// A role says what a text means; which colour that is, if any, is decided in render/theme.ts.
import { measureText, sliceText } from './cells.js';

export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'key'
  | 'good'
  | 'warn'
  | 'bad'
  | 'toServer'
  | 'toClient'
  | 'wait'
  | 'bar'
  | 'selected';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

export interface Size {
  readonly columnCount: number;
  readonly rowCount: number;
}

export type Align = 'left' | 'right';

export const span = (text: string, style: Style = 'plain'): Span => ({ text, style });
export const line = (text: string, style: Style = 'plain'): Line => [span(text, style)];
export const emptyLine: Line = [];

export function measureLine(spans: Line): number {
  return spans.reduce((sum, one) => sum + measureText(one.text), 0);
}

/** Exactly `columnCount` wide: cut with `ellipsis`, or filled with spaces. */
export function fitLine(spans: Line, columnCount: number, ellipsis: string, align: Align = 'left'): Line {
  if (columnCount <= 0) return emptyLine;
  const width = measureLine(spans);
  if (width === columnCount) return spans;
  if (width < columnCount) {
    const fill = span(' '.repeat(columnCount - width));
    return align === 'left' ? [...spans, fill] : [fill, ...spans];
  }
  const cut: Span[] = [];
  let left = columnCount - measureText(ellipsis);
  for (const one of spans) {
    if (left <= 0) break;
    const text = sliceText(one.text, left);
    cut.push({ ...one, text });
    left -= measureText(text);
  }
  return fitLine([...cut, span(ellipsis, 'dim')], columnCount, '');
}

/** Left part and right part on one line; the left one gives way. */
export function spreadLine(left: Line, right: Line, columnCount: number, ellipsis: string): Line {
  const rightWidth = Math.min(measureLine(right), columnCount);
  const leftWidth = columnCount - rightWidth;
  return [...fitLine(left, leftWidth, ellipsis), ...fitLine(right, rightWidth, ellipsis)];
}

/** All of it in one role, as a selected row or a bar is. */
export function restyle(spans: Line, style: Style): Line {
  return spans.map((one) => ({ ...one, style }));
}

/** Columns side by side, each already of its width. */
export function besides(
  left: readonly Line[],
  right: readonly Line[],
  leftWidth: number,
  gap: string,
  ellipsis: string,
): Line[] {
  const rowCount = Math.max(left.length, right.length);
  return Array.from({ length: rowCount }, (_, row) => [
    ...fitLine(left[row] ?? emptyLine, leftWidth, ellipsis),
    span(gap, 'dim'),
    ...(right[row] ?? emptyLine),
  ]);
}

/** Words of plain text broken into lines; a word longer than a line is broken too. */
export function wrapText(text: string, columnCount: number, style: Style = 'plain'): Line[] {
  const lines: Line[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (measureText(joined) <= columnCount) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(line(current, style));
    current = word;
    while (measureText(current) > columnCount) {
      const head = sliceText(current, columnCount);
      lines.push(line(head, style));
      current = current.slice(head.trimEnd().length);
    }
  }
  return current === '' && lines.length > 0 ? lines : [...lines, line(current, style)];
}
