// One row of a lane. In: placed calls, the columns in which a window was used up. Out: a line: each call as a bar of its parts with
// its letter in front and how it ended behind; shade where nothing is and a sender waited.
import { hasFailed } from '../../../../core/report/index.js';
import { type Glyphs, type Line, type Span, type Style, span } from '../../screen/index.js';
import { signOf } from './operation-signs.js';
import type { PlacedCall } from './pack-calls.js';

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** Where neighbours share a column: what went wrong is seen, then which operation it is, then the later one. */
const weights = { nothing: 0, bar: 1, letter: 2, failure: 3 } as const;

interface CallCell extends Cell {
  readonly weight: keyof typeof weights;
}

export function drawRow(placed: readonly PlacedCall[], isStalledAt: readonly boolean[], glyphs: Glyphs): Line {
  const cells = isStalledAt.map(
    (isStalled): CallCell =>
      isStalled
        ? { text: glyphs.shade, style: 'warn', weight: 'nothing' }
        : { text: ' ', style: 'plain', weight: 'nothing' },
  );
  for (const call of placed) {
    for (let column = call.firstColumn; column <= call.lastColumn; column += 1) {
      const cell = cellOf(call, column, glyphs);
      if (weights[cell.weight] >= weights[cells[column]?.weight ?? 'nothing']) cells[column] = cell;
    }
  }
  return joinCells(cells);
}

function cellOf(placed: PlacedCall, column: number, glyphs: Glyphs): CallCell {
  const { call, firstColumn, lastColumn } = placed;
  const { letter, style } = signOf(call.operation);
  const isLast = column === lastColumn;
  if (call.isStuck && call.state === 'open' && column > firstColumn)
    return { text: glyphs.stuck, style: 'bad', weight: 'failure' };
  if (isLast && hasFailed(call)) return { text: glyphs.failed, style: 'bad', weight: 'failure' };
  if (isLast && call.state === 'open' && column > firstColumn)
    return { text: glyphs.open, style: 'strong', weight: 'letter' };
  if (column === firstColumn && letter !== null) return { text: letter, style, weight: 'letter' };
  return { text: partGlyph(placed, column, glyphs), style, weight: 'bar' };
}

function partGlyph(
  { firstColumn, lastColumn, waitColumn, responseColumn }: PlacedCall,
  column: number,
  glyphs: Glyphs,
) {
  // A call as narrow as a column is its bar, not one of its parts.
  if (firstColumn === lastColumn) return glyphs.upload;
  if (column > responseColumn || (column === responseColumn && column === lastColumn)) return glyphs.response;
  return column >= waitColumn ? glyphs.wait : glyphs.upload;
}

/** Neighbours of one style as one span. */
export function joinCells(cells: readonly Cell[]): Line {
  const spans: Span[] = [];
  let text = '';
  let style: Style = 'plain';
  for (const cell of cells) {
    if (cell.style !== style && text !== '') {
      spans.push(span(text, style));
      text = '';
    }
    style = cell.style;
    text += cell.text;
  }
  return text === '' ? spans : [...spans, span(text, style)];
}
