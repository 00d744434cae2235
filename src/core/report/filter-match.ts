// In: a parsed filter and a call. Out: whether all its terms match. A number that is not known yet matches nothing, but the
// latency of an open call counts up to now, so that `latency>5s` finds what still hangs.
import type { Comparison, FilterFlag, FilterTerm, NumberField, WordField } from './filter.js';
import type { CallRow } from './report.js';

/** `nowMs`: the time of the report, for calls that are still open. */
export function matchesFilter(call: CallRow, terms: readonly FilterTerm[], nowMs: number): boolean {
  return terms.every((term) => matchesTerm(call, term, nowMs));
}

function matchesTerm(call: CallRow, term: FilterTerm, nowMs: number): boolean {
  switch (term.kind) {
    case 'word':
      return wordOf(call, term.field).toLowerCase().includes(term.part);
    case 'number': {
      const value = numberOf(call, term.field, nowMs);
      return value !== null && compare(value, term.comparison, term.value);
    }
    case 'flag':
      return hasFlag(call, term.flag);
    case 'text':
      return [call.operation, call.method, call.target, call.archive ?? '', call.state].some((text) =>
        text.toLowerCase().includes(term.part),
      );
  }
}

function wordOf(call: CallRow, field: WordField): string {
  switch (field) {
    case 'op':
      return call.operation;
    case 'archive':
      return call.archive ?? '';
    case 'state':
      return call.state;
  }
}

function numberOf(call: CallRow, field: NumberField, nowMs: number): number | null {
  switch (field) {
    case 'latency':
      return call.durationMs ?? (call.state === 'open' ? nowMs - call.startedAtMs : null);
    case 'upload':
      return call.uploadMs;
    case 'wait':
      return call.waitMs;
    case 'response':
      return call.responseMs;
    case 'size':
      return Math.max(call.requestBytes, call.responseBytes);
    case 'status':
      return call.status;
    case 'session':
      return call.session;
  }
}

function hasFlag(call: CallRow, flag: FilterFlag): boolean {
  switch (flag) {
    case 'stuck':
      return call.isStuck;
    case 'failed':
      return hasFailed(call);
    case 'open':
      return call.state === 'open';
  }
}

/** An error status, a reset, or no answer at the end of the connection. */
export function hasFailed(call: CallRow): boolean {
  return (call.status !== null && call.status >= 400) || call.state === 'reset' || call.state === 'unanswered';
}

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '=':
      return value === limit;
  }
}
