// Places in time and spans, as a person types them. In: text. Out: ms, or null. The units are those of the filter language.
import { durationUnits, parseMeasure } from '../../core/report/index.js';

/** `12:03.5`, `1:12:03`, or a span from the start: `90s`. */
export function parseMoment(text: string): number | null {
  const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (clock === null) return parseSpan(text);
  const [, hours = '0', minutes = '0', seconds = '0'] = clock;
  return Number(hours) * durationUnits.h + Number(minutes) * durationUnits.m + Number(seconds) * durationUnits.s;
}

export function parseSpan(text: string): number | null {
  const span = parseMeasure(text, 0, { units: durationUnits, example: '500ms' });
  return span.kind === 'number' ? span.value : null;
}
