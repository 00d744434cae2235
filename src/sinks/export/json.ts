// In: the report. Out: it as JSON, one value, indented so that it can be read and compared line by line.
import type { Report } from '../../core/report/index.js';

/** A nanosecond in ms, a millionth of a share: finer digits are the noise of binary fractions. */
const digitCount = 6;

/** For JSON.stringify. */
export const roundNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(digitCount)) : value;

export function renderJson(report: Report): string {
  return `${JSON.stringify(report, roundNumber, 2)}\n`;
}
