// Numbers for people: bytes, durations, rates, shares and factors with their units, three digits where that is enough.
// In: plain numbers in the base unit of their name. Out: short text, the same in the dashboard and in the text report.
// Does not pad, colour or translate; exact values are in the JSON report.

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const bytesPerStep = 1024;
const msPerSecond = 1000;
const secondsPerMinute = 60;
const minutesPerHour = 60;
const hoursPerDay = 24;

/** What stands where a number is not known. */
export const unknownText = '-';

/** `0 B`, `512 B`, `1.5 KiB`, `23.4 MiB`, `812 GiB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return unknownText;
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let unit = 0;
  // 1023.6 would be written as 1024: that is already one of the next unit.
  while (value >= bytesPerStep - 0.5 && unit < byteUnits.length - 1) {
    value /= bytesPerStep;
    unit += 1;
  }
  const digits = unit === 0 ? String(Math.round(value)) : threeDigits(value, 1);
  return `${sign}${digits} ${byteUnits[unit]}`;
}

/** Bytes per second, as `formatBytes` with `/s`. */
export function formatRate(bytesPerSec: number): string {
  return Number.isFinite(bytesPerSec) ? `${formatBytes(bytesPerSec)}/s` : unknownText;
}

/** `0 ms`, `0.42 ms`, `12.3 ms`, `450 ms`, `1.20 s`, `12.3 s`, `1m 02s`, `3h 05m`, `2d 04h`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return unknownText;
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  if (durationMs === 0) return '0 ms';
  if (durationMs < msPerSecond - 0.5) return `${threeDigits(durationMs, 2)} ms`;
  const seconds = durationMs / msPerSecond;
  if (seconds < secondsPerMinute - 0.05) return `${threeDigits(seconds, 2)} s`;
  const wholeSeconds = Math.round(seconds);
  const minutes = Math.floor(wholeSeconds / secondsPerMinute);
  if (minutes < minutesPerHour) return `${minutes}m ${twoDigits(wholeSeconds % secondsPerMinute)}s`;
  const hours = Math.floor(minutes / minutesPerHour);
  if (hours < hoursPerDay) return `${hours}h ${twoDigits(minutes % minutesPerHour)}m`;
  return `${Math.floor(hours / hoursPerDay)}d ${twoDigits(hours % hoursPerDay)}h`;
}

/** A place in time since the trace began: `0:03.217`, `12:03.217`, `1:12:03.217`. */
export function formatClock(atMs: number): string {
  if (!Number.isFinite(atMs)) return unknownText;
  if (atMs < 0) return `-${formatClock(-atMs)}`;
  const wholeMs = Math.round(atMs);
  const totalSeconds = Math.floor(wholeMs / msPerSecond);
  const millis = String(wholeMs % msPerSecond).padStart(3, '0');
  const seconds = twoDigits(totalSeconds % secondsPerMinute);
  const totalMinutes = Math.floor(totalSeconds / secondsPerMinute);
  if (totalMinutes < minutesPerHour) return `${totalMinutes}:${seconds}.${millis}`;
  const minutes = twoDigits(totalMinutes % minutesPerHour);
  return `${Math.floor(totalMinutes / minutesPerHour)}:${minutes}:${seconds}.${millis}`;
}

/** A share of 0 to 1: `0 %`, `0.4 %`, `92 %`, `99.6 %`, `100 %`; never rounded up to 100 or down to 0. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return unknownText;
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  if (percent > 99.9 && percent < 100) return '>99.9 %';
  return percent < 10 || (percent > 99 && percent < 100) ? `${percent.toFixed(1)} %` : `${percent.toFixed(0)} %`;
}

/** A ratio as a factor: `1.0x`, `12.4x`, `340x`. */
export function formatFactor(factor: number): string {
  return Number.isFinite(factor) ? `${threeDigits(factor, 1)}x` : unknownText;
}

/** A count in groups of three: `250 000`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ') : unknownText;
}

/** About three digits: decimals only as long as the whole part leaves room, `maxDecimals` at most. */
function threeDigits(value: number, maxDecimals: 1 | 2): string {
  // The limits lie half a last digit below the power of ten, so that 99.96 is written 100, not 100.0.
  if (value >= 99.95) return value.toFixed(0);
  if (value >= 9.995) return value.toFixed(1);
  return value.toFixed(maxDecimals);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
