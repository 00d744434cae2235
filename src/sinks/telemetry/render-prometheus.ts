// `report --format prometheus`: the metrics of a whole recording, as a scrape at its end would show them.
import type { CallRow, Report } from '../../core/report/index.js';
import { createMetrics } from './prometheus.js';

export async function renderPrometheus(
  report: Report,
  details: { calls(query: object): readonly CallRow[] },
): Promise<string> {
  const metrics = await createMetrics();
  for (const call of details.calls({})) if (call.state !== 'open') metrics.noteCall(call);
  metrics.update(report);
  return metrics.render();
}
