// Panes stacked into a given height. In: panes with the rows they must have and would like. Out: lines, each pane cut to its
// share, with a word for what did not fit. Panes that come first are served first; those that do not fit at all go.
import type { Glyphs } from './glyphs.js';
import { type Line, span } from './line.js';

export interface Pane {
  readonly heading: Line;
  readonly body: readonly Line[];
  /** Rows with the heading, below which the pane is left out. */
  readonly minRowCount: number;
}

export function stackPanes(panes: readonly Pane[], rowCount: number, glyphs: Glyphs): Line[] {
  const shares = shareRows(panes, rowCount);
  return panes.flatMap((pane, index) => {
    const share = shares[index] ?? 0;
    return share === 0 ? [] : [pane.heading, ...cutBody(pane.body, share - 1, glyphs)];
  });
}

function shareRows(panes: readonly Pane[], rowCount: number): number[] {
  let left = rowCount;
  const shares = panes.map((pane) => {
    const least = Math.min(pane.minRowCount, 1 + pane.body.length);
    if (least > left) return 0;
    left -= least;
    return least;
  });
  for (const [index, pane] of panes.entries()) {
    const share = shares[index] ?? 0;
    if (share === 0) continue;
    const more = Math.min(left, 1 + pane.body.length - share);
    shares[index] = share + more;
    left -= more;
  }
  return shares;
}

function cutBody(body: readonly Line[], rowCount: number, glyphs: Glyphs): readonly Line[] {
  if (body.length <= rowCount) return body;
  if (rowCount <= 0) return [];
  const hidden = body.length - rowCount + 1;
  return [...body.slice(0, rowCount - 1), [span(`  ${glyphs.down} ${hidden} more`, 'dim')]];
}

/** The stretch of `count` rows that shows `selected`, as near to `first` as it can be. */
export function scrollTo(selected: number, first: number, visibleCount: number, count: number): number {
  const highest = Math.max(0, count - visibleCount);
  const wanted = Math.min(Math.max(first, selected - visibleCount + 1), Math.max(0, selected));
  return Math.max(0, Math.min(wanted, highest));
}
