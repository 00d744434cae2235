// Times of day for people, in the zone that the caller names: core knows no clock and no place. In: ms since 1970, a zone. Out: text.
// What programs read (JSON, CSV, tables) stays UTC and is not made here.

export interface Zone {
  /** Minutes that its clocks are ahead of UTC at that moment: 60 in winter, 120 in summer. */
  offsetMinutesAt(atUnixMs: number): number;
  /** Written instead of the offset. */
  readonly name?: string;
}

export const utcZone: Zone = { offsetMinutesAt: () => 0, name: 'UTC' };

const msPerMinute = 60_000;
const minutesPerHour = 60;
/** What `toISOString` can write. */
const lastUnixMs = 8.64e15;

/** `2026-11-24 19:00:03 +01:00`, `2026-11-24 18:00:03 UTC`; text that is no time stays as it is. */
export function formatWhen(at: number | string, zone: Zone): string {
  const parts = partsOf(typeof at === 'string' ? Date.parse(at) : at, zone);
  return parts === null ? String(at) : `${parts.day} ${parts.seconds} ${zone.name ?? parts.offset}`;
}

/** `19:00:03.217`, without its zone: for where that was said. */
export function formatTimeOfDay(atUnixMs: number, zone: Zone): string {
  const parts = partsOf(atUnixMs, zone);
  return parts === null ? '' : `${parts.seconds}.${parts.millis}`;
}

interface Parts {
  readonly day: string;
  readonly seconds: string;
  readonly millis: string;
  readonly offset: string;
}

function partsOf(atUnixMs: number, zone: Zone): Parts | null {
  const offsetMinutes = Number.isFinite(atUnixMs) ? zone.offsetMinutesAt(atUnixMs) : 0;
  const shiftedMs = atUnixMs + offsetMinutes * msPerMinute;
  if (!(Math.abs(shiftedMs) <= lastUnixMs)) return null;
  const [day = '', time = ''] = new Date(shiftedMs).toISOString().split('T');
  const [seconds = '', millis = ''] = time.replace('Z', '').split('.');
  return { day, seconds, millis, offset: formatOffset(offsetMinutes) };
}

function formatOffset(offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes);
  const [hours, rest] = [Math.floor(minutes / minutesPerHour), minutes % minutesPerHour];
  return `${offsetMinutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
