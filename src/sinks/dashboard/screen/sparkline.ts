// In: numbers in order of time, null = unknown. Out: one character each, scaled to the greatest; and bars of shares.
import type { Glyphs } from './glyphs.js';
import { type Line, type Span, type Style, span } from './line.js';

/** Zero is a blank, so that silence looks like silence; anything above is at least the lowest level. */
export function sparkline(values: readonly (number | null)[], glyphs: Glyphs): string {
  const greatest = Math.max(0, ...values.map((value) => value ?? 0));
  const { levels } = glyphs;
  return values
    .map((value) => {
      if (value === null) return glyphs.unknown;
      if (value <= 0 || greatest === 0) return ' ';
      return levels[Math.min(levels.length - 1, Math.floor((value / greatest) * levels.length))] ?? ' ';
    })
    .join('');
}

export interface BarPart {
  readonly value: number;
  readonly glyph: string;
  readonly style: Style;
}

/** Parts of a whole at `columnCount` columns; every part that exists gets a column while there is room. */
export function stackedBar(parts: readonly BarPart[], columnCount: number): Line {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  if (whole <= 0) return [span(' '.repeat(columnCount))];
  const spans: Span[] = [];
  let usedColumns = 0;
  let passed = 0;
  for (const part of parts) {
    if (part.value <= 0) continue;
    passed += part.value;
    const end = Math.min(columnCount, Math.max(usedColumns + 1, Math.round((passed / whole) * columnCount)));
    spans.push(span(part.glyph.repeat(end - usedColumns), part.style));
    usedColumns = end;
  }
  return [...spans, span(' '.repeat(columnCount - usedColumns))];
}
