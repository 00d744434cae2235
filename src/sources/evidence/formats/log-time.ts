// Times as logs write them → EvidenceTime. In: the matched parts of a line. Out: null where they make no date.
import type { EvidenceTime } from '../../../core/evidence/index.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const secondMs = 1000;

/** RFC 3339 with its offset: `2026-11-24T07:39:49+00:00`. */
export function parseZonedTime(text: string): EvidenceTime | null {
  const atUnixMs = Date.parse(text);
  return Number.isNaN(atUnixMs) ? null : { atUnixMs, resolutionMs: secondMs, isZoned: true };
}

interface LocalParts {
  readonly year: string;
  /** `Nov` or `11`. */
  readonly month: string;
  readonly day: string;
  /** `18:30:00` or `18:30:00.123`. */
  readonly clock: string;
  /** `+0100`; absent: not said. */
  readonly zone?: string | undefined;
}

export function parseLocalTime({ year, month, day, clock, zone }: LocalParts): EvidenceTime | null {
  const named = months.indexOf(month);
  const monthNumber = named >= 0 ? named + 1 : Number(month);
  const date = `${year}-${String(monthNumber).padStart(2, '0')}-${day.trim().padStart(2, '0')}`;
  const offset = zone === undefined ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const atUnixMs = Date.parse(`${date}T${clock}${offset}`);
  if (Number.isNaN(atUnixMs)) return null;
  return { atUnixMs, resolutionMs: clock.includes('.') ? 1 : secondMs, isZoned: zone !== undefined };
}
