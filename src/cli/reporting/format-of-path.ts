// In: the name of a file that a report goes to. Out: the format that its ending stands for, made from the report alone; null for others.
import { extname } from 'node:path';
import { type Format, formats } from '../../sinks/export/index.js';

type ReportFormat = Extract<Format, { readonly from: 'report' }>;

const formatOfEnding: Readonly<Record<string, string>> = {
  '.txt': 'text',
  '.json': 'json',
  '.html': 'html',
  '.har': 'har',
  '.csv': 'csv',
};
export const reportEndings = Object.keys(formatOfEnding);

export function formatOfPath(path: string): ReportFormat | null {
  const format = formats.find((one) => one.id === formatOfEnding[extname(path)]);
  return format?.from === 'report' ? format : null;
}
