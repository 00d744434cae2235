// In: numbers in order of time, null = unknown. Out: one character each, scaled to the greatest, or several in one where room
// is short; and bars of shares.
import type { Glyphs } from './glyphs.js';
import { type Line, type Span, type Style, span } from './line.js';

/** Zero is a blank, so that silence looks like silence, or `zero`; anything above is at least the lowest level. */
export function sparkline(values: readonly (number | null)[], glyphs: Glyphs, zero: string = ' '): string {
  const greatest = Math.max(0, ...values.map((value) => value ?? 0));
  const { levels } = glyphs;
  return values
    .map((value) => {
      if (value === null) return glyphs.unknown;
      if (value <= 0) return zero;
      return levels[Math.min(levels.length - 1, Math.floor((value / greatest) * levels.length))] ?? ' ';
    })
    .join('');
}

/** At most `columnCount` values: neighbours share one, the `greatest` or the `least` of them. */
export function condense(
  values: readonly (number | null)[],
  columnCount: number,
  keep: 'greatest' | 'least',
): readonly (number | null)[] {
  const perColumn = Math.ceil(values.length / Math.max(1, columnCount));
  if (perColumn <= 1) return values;
  const groups: (number | null)[] = [];
  // From the end, so that the newest column is a full one.
  for (let end = values.length; end > 0; end -= perColumn) {
    const known = values.slice(Math.max(0, end - perColumn), end).filter((value) => value !== null);
    groups.unshift(known.length === 0 ? null : keep === 'greatest' ? Math.max(...known) : Math.min(...known));
  }
  return groups;
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
