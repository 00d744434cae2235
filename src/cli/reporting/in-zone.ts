// In: what a format may ask, and a zone. Out: the same, times of day in that zone.
import type { Zone } from '../../core/report/index.js';
import type { ReportDetails } from '../../sinks/export/index.js';

export const inZone = (details: ReportDetails, zone: Zone): ReportDetails => ({
  calls: (query) => details.calls(query),
  series: (query) => details.series(query),
  stalls: (query) => details.stalls(query),
  zone,
});
