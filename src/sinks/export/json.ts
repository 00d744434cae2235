// In: the report. Out: it as JSON, one value, indented so that it can be read and compared line by line.
import { type Report, roundNumber } from '../../core/report/index.js';

export function renderJson(report: Report): string {
  return `${JSON.stringify(report, roundNumber, 2)}\n`;
}
