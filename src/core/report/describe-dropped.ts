// What was not kept while watching. In: a report. Out: one line; null when nothing was lost.
import { countOf } from './count-of.js';
import type { Report } from './report.js';

const nouns: Readonly<Record<keyof Report['dropped'], string>> = {
  events: 'event',
  calls: 'call',
  problems: 'problem',
  sessions: 'ended session',
  connections: 'ended connection',
  seriesPoints: 'second of the series',
  stalls: 'stall of a window',
};

export function describeDropped({ dropped }: Report): string | null {
  const names = Object.keys(nouns) as (keyof typeof nouns)[];
  const losses = names.filter((name) => dropped[name] > 0).map((name) => countOf(dropped[name], nouns[name]));
  return losses.length === 0 ? null : `Not kept while watching: ${losses.join(', ')}.`;
}
