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

export function drawRow(placed: readonly PlacedCall[], isStalledAt: readonly boolean[], glyphs: Glyphs): Line {
  const cells = isStalledAt.map(
    (isStalled): Cell => (isStalled ? { text: glyphs.shade, style: 'warn' } : { text: ' ', style: 'plain' }),
  );
  for (const call of placed) {
    for (let column = call.firstColumn; column <= call.lastColumn; column += 1)
      cells[column] = cellOf(call, column, glyphs);
  }
  return joinCells(cells);
}

function cellOf(placed: PlacedCall, column: number, glyphs: Glyphs): Cell {
  const { call, firstColumn, lastColumn, waitColumn, responseColumn } = placed;
  const { letter, style } = signOf(call.operation);
  const isLast = column === lastColumn;
  if (call.isStuck && call.state === 'open' && column > firstColumn) return { text: glyphs.stuck, style: 'bad' };
  if (isLast && hasFailed(call)) return { text: glyphs.failed, style: 'bad' };
  if (isLast && call.state === 'open' && column > firstColumn) return { text: glyphs.open, style: 'strong' };
  if (column === firstColumn && letter !== null) return { text: letter, style };
  // A call as narrow as a column is its bar, not one of its parts.
  if (firstColumn === lastColumn) return { text: glyphs.upload, style };
  if (column > responseColumn || (column === responseColumn && isLast)) return { text: glyphs.response, style };
  if (column >= waitColumn) return { text: glyphs.wait, style };
  return { text: glyphs.upload, style };
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
