// In: runs of changed cells. Out: one string for the terminal: move, attributes, text; attributes are reset at the end.
// Cursor positions and SGR are the same on every terminal that has an address (ECMA-48), so no terminfo is asked.
import type { Run } from './grid.js';
import { type Colour, sgrOf } from './theme.js';

export function paintRuns(runs: readonly Run[], colour: Colour): string {
  if (runs.length === 0) return '';
  let painted = '';
  let attributes = '';
  for (const { row, column, texts, styles } of runs) {
    painted += `\u001b[${row + 1};${column + 1}H`;
    texts.forEach((text, index) => {
      const wanted = sgrOf(styles[index] ?? 'plain', colour);
      if (wanted !== attributes) painted += `\u001b[0${wanted === '' ? '' : `;${wanted}`}m`;
      attributes = wanted;
      painted += text;
    });
  }
  return attributes === '' ? painted : `${painted}\u001b[0m`;
}
