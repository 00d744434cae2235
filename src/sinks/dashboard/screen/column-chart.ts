// In: numbers, how many rows and columns they may take. Out: a chart of columns as lines, the greatest as high as the chart.
// Knows no axis and no units.
import type { Glyphs } from './glyphs.js';
import { type Line, type Style, span } from './line.js';

export interface ColumnChart {
  /** Null: nothing is known there. */
  readonly values: readonly (number | null)[];
  readonly rowCount: number;
  /** Columns of the screen for each value. */
  readonly columnWidth: number;
  readonly style: Style;
  /** As high as the chart; absent: the greatest value. */
  readonly top?: number;
}

export function columnChart({ values, rowCount, columnWidth, style, top }: ColumnChart, glyphs: Glyphs): Line[] {
  const greatest = top ?? values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const stepCount = rowCount * glyphs.levels.length;
  const heights = values.map((value) => {
    if (value === null || value <= 0 || greatest <= 0) return 0;
    // Whatever is there is seen.
    return Math.max(1, Math.min(stepCount, Math.round((value / greatest) * stepCount)));
  });
  return Array.from({ length: rowCount }, (_, row): Line => {
    const below = (rowCount - 1 - row) * glyphs.levels.length;
    const text = heights.map((height, index) => {
      const isUnknown = values[index] === null && row === rowCount - 1;
      return (isUnknown ? glyphs.unknown : levelAt(height - below, glyphs)).repeat(columnWidth);
    });
    return [span(text.join(''), style)];
  });
}

function levelAt(height: number, { levels }: Glyphs): string {
  if (height <= 0) return ' ';
  return levels[Math.min(height, levels.length) - 1] ?? ' ';
}
