// The slowest calls of what the charts show, as a table: the same facts for those who do not see or point. In: calls and the range.
// Out: rows, and how many calls the range has.
import { formatBytes, formatClock, formatCount } from '../../../core/report/index.js';
import { durationText, isIn, type ShownCall } from './calls.js';
import type { Range } from './view.js';

const shownCount = 25;

export function fillCallTable(section: HTMLElement, calls: readonly ShownCall[], range: Range): void {
  const body = section.querySelector('tbody');
  const summary = section.querySelector('.call-count');
  if (body === null || summary === null) return;
  const inView = calls.filter((call) => isIn(call, range));
  const slowest = [...inView]
    .sort((a, b) => (b.durationMs ?? Infinity) - (a.durationMs ?? Infinity))
    .slice(0, shownCount);
  summary.textContent =
    `${formatCount(inView.length)} drawn between ${formatClock(range.fromMs)} and ${formatClock(range.toMs)}` +
    (inView.length > slowest.length ? `; these are the ${slowest.length} slowest` : '');
  body.replaceChildren(...slowest.map(rowOf));
}

function rowOf(call: ShownCall): HTMLTableRowElement {
  const row = document.createElement('tr');
  if (call.isFailed) row.className = 'is-bad';
  const cells = [
    formatClock(call.startedAtMs),
    call.operation,
    call.archive ?? '',
    durationText(call.uploadMs),
    durationText(call.waitMs),
    durationText(call.responseMs),
    durationText(call.durationMs),
    formatBytes(call.requestBytes),
    formatBytes(call.responseBytes),
    call.outcome,
  ];
  row.append(
    ...cells.map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }),
  );
  return row;
}
