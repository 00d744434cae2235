// The report into a file, from the dashboard. In: a name, or none; the report and what may be asked beside it. Out: the file's path.
// Its ending chooses the form. Writes over nothing that is there.
import { writeFileSync } from 'node:fs';
import type { Report } from '../../core/report/index.js';
import type { ReportDetails } from '../../sinks/export/index.js';
import { formatOfPath, reportEndings } from '../reporting/index.js';

export async function writeReport(path: string | null, report: Report, details: ReportDetails): Promise<string> {
  // 2026-11-24T08:00:00.000Z without what some file systems refuse.
  const name = path ?? `pbscope-${report.startedAt.replace(/\.\d+Z$/, '').replaceAll(':', '-')}.html`;
  const format = formatOfPath(name);
  if (format === null) throw new Error(`${name}: end it in ${reportEndings.join(', ')}`);
  try {
    writeFileSync(name, await format.render(report, details), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Error(isThere ? `${name} is there already; :write NAME.html writes another` : (error as Error).message);
  }
  return name;
}
