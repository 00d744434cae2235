// What `c` copies. In: model, what is observed. Out: text of what is under the cursor, as it would be pasted into a ticket.
import { headlineOf } from '../../core/report/index.js';
import { type DashboardData, foundVerdicts, selectedEvent, selectedRow, selectedVerdict } from './data.js';
import type { Model } from './model.js';

export function copyText(model: Model, data: DashboardData): string {
  switch (model.view) {
    case 'calls': {
      const call = data.rows[selectedRow(data, model)];
      return call === undefined ? '' : `${call.method} ${call.target}`;
    }
    case 'events':
      return data.events[selectedEvent(data, model)]?.text ?? '';
    case 'verdicts': {
      const verdict = foundVerdicts(data)[selectedVerdict(data, model)];
      return verdict === undefined ? '' : [verdict.title, ...verdict.because, verdict.advice].join('\n');
    }
    default:
      return headlineOf(data.report).sentence;
  }
}
