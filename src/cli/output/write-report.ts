// The report into a file, from the dashboard. In: a name, or none; the report and what may be asked beside it. Out: the file's path.
// Its ending chooses the form. Writes over nothing that is there.
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Report } from '../../core/report/index.js';
import { formats, type ReportDetails } from '../../sinks/export/index.js';

const formatOfEnding: Readonly<Record<string, string>> = { '.txt': 'text', '.json': 'json', '.html': 'html' };

export async function writeReport(path: string | null, report: Report, details: ReportDetails): Promise<string> {
  // 2026-11-24T08:00:00.000Z without what some file systems refuse.
  const name = path ?? `pbscope-${report.startedAt.replace(/\.\d+Z$/, '').replaceAll(':', '-')}.html`;
  const format = formats.find((one) => one.id === formatOfEnding[extname(name)]);
  if (format?.from !== 'report') throw new Error(`${name}: end it in ${Object.keys(formatOfEnding).join(', ')}`);
  try {
    writeFileSync(name, await format.render(report, details), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Error(isThere ? `${name} is there already; :write NAME.html writes another` : (error as Error).message);
  }
  return name;
}
