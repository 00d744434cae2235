// In: one session of the report. Out: where its time went, one cause a line with a bar: the greatest first. Computes nothing.
import { budgetRows, formatDuration, formatPercent, type ReportSession } from '../../../core/report/index.js';
import { wrapText } from './table.js';

/** Causes below this share of the session are one line together. */
const minShownShare = 0.005;
const barWidth = 8;
const causeWidth = 16;
const durationWidth = 7;
const shareWidth = 8;

export function renderTimeBudget(session: ReportSession, indent: string): string[] {
  const rows = budgetRows(session);
  const shown = rows.filter((row) => row.share >= minShownShare);
  const rest = rows.slice(shown.length);
  const lines = shown.flatMap(({ cause, durationMs, share, words }) => {
    const bar = '#'.repeat(Math.max(1, Math.round(share * barWidth))).padEnd(barWidth);
    const numbers = formatDuration(durationMs).padStart(durationWidth) + formatPercent(share).padStart(shareWidth);
    const head = `${indent}${cause.padEnd(causeWidth)} ${numbers}  ${bar}  `;
    const [first = head, ...more] = wrapText(words, ' '.repeat(head.length));
    return [head + first.slice(head.length), ...more];
  });
  const restMs = rest.reduce((sum, row) => sum + row.durationMs, 0);
  const names = rest.map((row) => row.cause).join(', ');
  const restLines = rest.length === 0 ? [] : wrapText(`${formatDuration(restMs)} more for ${names}`, indent);
  return [...lines, ...restLines, ...session.timeBudgetNotes.flatMap((note) => wrapText(note, indent))];
}
