// Panes stacked into a given height. In: panes with the rows they must have and would like. Out: lines, each pane cut to its
// share, with a word for what did not fit. Panes that come first are served first; those that do not fit at all go; what is
// left over is dealt out a row at a time.
import type { Glyphs } from './glyphs.js';
import { type Line, span } from './line.js';

export interface Pane {
  readonly heading: Line;
  readonly body: readonly Line[];
  /** Rows with the heading, below which the pane is left out. */
  readonly minRowCount: number;
  /** Row that is never cut away; what is cut is not counted then. */
  readonly focus?: number;
  /** `silent`: the last lines are extras that need no mention when they do not fit. `whole`: half of it is worse than nothing. */
  readonly cut?: 'counted' | 'silent' | 'whole';
}

export function stackPanes(panes: readonly Pane[], rowCount: number, glyphs: Glyphs): Line[] {
  const shares = shareRows(panes, rowCount);
  return panes.flatMap((pane, index) => {
    const share = shares[index] ?? 0;
    return share === 0 ? [] : [pane.heading, ...cutBody(pane, share - 1, glyphs)];
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
  const wantsMore = (index: number): boolean => {
    const share = shares[index] ?? 0;
    return share > 0 && share < 1 + (panes[index]?.body.length ?? 0);
  };
  while (left > 0 && panes.some((_, index) => wantsMore(index))) {
    for (let index = 0; index < panes.length && left > 0; index += 1) {
      if (!wantsMore(index)) continue;
      shares[index] = (shares[index] ?? 0) + 1;
      left -= 1;
    }
  }
  return shares;
}

function cutBody({ body, focus, cut = 'counted' }: Pane, rowCount: number, glyphs: Glyphs): readonly Line[] {
  if (body.length <= rowCount) return body;
  if (focus !== undefined) {
    const first = scrollTo(focus, body.length - rowCount, rowCount, body.length);
    return body.slice(first, first + rowCount);
  }
  if (cut === 'whole') return [];
  // In a single row the first line says more than a count.
  if (cut === 'silent' || rowCount <= 1) return body.slice(0, rowCount);
  const hidden = body.length - rowCount + 1;
  return [...body.slice(0, rowCount - 1), [span(`  ${glyphs.down} ${hidden} more`, 'dim')]];
}

/** The stretch of `count` rows that shows `selected`, as near to `first` as it can be. */
export function scrollTo(selected: number, first: number, visibleCount: number, count: number): number {
  const highest = Math.max(0, count - visibleCount);
  const wanted = Math.min(Math.max(first, selected - visibleCount + 1), Math.max(0, selected));
  return Math.max(0, Math.min(wanted, highest));
}
