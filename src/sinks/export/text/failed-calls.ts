// In: failed and stuck calls of a session or a connection. Out: one line or two each: when, what, how it failed, who owes.
import { describeStuckCall, type FailedCall, formatClock, type StuckCall } from '../../../core/report/index.js';
import { cutText, lineWidth, wrapText } from './table.js';

/** Calls shown of each kind; the JSON report has all that were kept. */
const maxShownCalls = 10;

export function renderFailedCalls(calls: readonly FailedCall[], indent: string): string[] {
  return withRest(calls, indent, (call) => {
    const outcome = call.state === 'answered' ? String(call.status) : call.state;
    const head = `${formatClock(call.startedAtMs)} ${outcome} ${call.method} ${call.target}`;
    return [
      indent + cutText(head, lineWidth - indent.length),
      ...(call.error === null ? [] : wrapText(call.error, `${indent}  `)),
    ];
  });
}

export function renderStuckCalls(calls: readonly StuckCall[], indent: string): string[] {
  return withRest(calls, indent, (call) => {
    const head = `${formatClock(call.startedAtMs)} ${call.operation}${call.archive === null ? '' : ` ${call.archive}`}`;
    return [
      ...wrapText(`${head}: ${call.owes}`, indent),
      ...describeStuckCall(call).flatMap((fact) => wrapText(fact, `${indent}  `)),
    ];
  });
}

function withRest<T>(items: readonly T[], indent: string, render: (item: T) => string[]): string[] {
  const rest = items.length - maxShownCalls;
  return [...items.slice(0, maxShownCalls).flatMap(render), ...(rest > 0 ? [`${indent}and ${rest} more`] : [])];
}
