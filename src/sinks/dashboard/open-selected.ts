// What enter opens. In: model, what is observed. Out: the model with a detail or another view: always the calls behind what was
// pointed at.
import { parseFilter } from '../../core/report/index.js';
import { type DashboardData, foundVerdicts, selectedVerdict } from './data.js';
import { emptyFilter, type Filter, type Model } from './model.js';
import { listOf } from './moves.js';
import { momentOf } from './time-travel.js';

export function openSelected(model: Model, data: DashboardData): Model {
  const calls: Model = { ...model, view: 'calls', isHelpOpen: false };
  switch (model.view) {
    case 'calls':
    case 'events': {
      const list = listOf(model, data);
      return list?.change({ isDetailOpen: list.count > 0 }) ?? model;
    }
    case 'overview':
      return calls;
    case 'timeline':
      return { ...calls, isFollowing: false, table: { ...calls.table, selectedId: callAt(model, data), sort: 'time' } };
    case 'flow':
      return { ...calls, view: 'timeline' };
    case 'latency':
      return withCalls(calls, latencyFilter(model), 'total');
    case 'verdicts':
      return openProof(calls, data);
  }
}

/** The call that began last before the moment. */
function callAt(model: Model, data: DashboardData): number | null {
  const atMs = momentOf(model, data);
  return data.rows.findLast((call) => call.startedAtMs <= atMs)?.id ?? null;
}

function latencyFilter({ latency, table }: Model): Filter {
  if (latency.rows === 'all') return table.filter;
  return readFilter(`${table.filter.text} op:${latency.rows === 'chunkChecks' ? 'chunk' : latency.rows}`.trim());
}

function openProof(calls: Model, data: DashboardData): Model {
  const verdict = foundVerdicts(data)[selectedVerdict(data, calls)];
  if (verdict === undefined) return { ...calls, view: 'verdicts' };
  const session = verdict.session ?? calls.session;
  return withCalls({ ...calls, session }, readFilter(verdict.provenBy ?? ''), 'total');
}

function withCalls(model: Model, filter: Filter, sort: 'total'): Model {
  const table = { ...model.table, filter, sort, isReversed: false, selectedId: null, firstRow: 0 };
  return { ...model, isFollowing: false, table };
}

function readFilter(text: string): Filter {
  const parsed = parseFilter(text);
  return parsed.kind === 'filter' ? { text, terms: parsed.terms } : emptyFilter;
}
