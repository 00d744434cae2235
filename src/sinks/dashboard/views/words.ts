// Words and signs that several views use for the same thing. In: sessions, calls, numbers that may be missing. Out: spans.
import {
  type CallRow,
  formatDuration,
  formatFactor,
  formatTimeOfDay,
  hasFailed,
  type Outcome,
  type Report,
  type ReportSession,
  type ReportVerdict,
  unknownText,
  type Zone,
} from '../../../core/report/index.js';
import { type Glyphs, type Line, type Span, type Style, span, wrapText } from '../screen/index.js';

/** What would fill a pane, and how. */
export function emptyNote(text: string, columnCount: number): Line[] {
  return wrapText(text, Math.max(10, columnCount - 4), 'dim').map((words) => [span('  '), ...words]);
}

export const orUnknown = (value: number | null, format: (value: number) => string): string =>
  value === null ? unknownText : format(value);

export const durationOrUnknown = (durationMs: number | null): string => orUnknown(durationMs, formatDuration);

/** Below 1 more was uploaded than is in an index by now: that says nothing of what was known. */
export const isDedupKnown = (ratio: number | null): ratio is number => ratio !== null && ratio >= 1;

export const describeDedup = (ratio: number | null): string =>
  isDedupKnown(ratio) ? formatFactor(ratio) : unknownText;
/** When that was on the clock of the reader. */
export const timeOfDay = (report: Report, atMs: number, zone: Zone): string =>
  formatTimeOfDay(Date.parse(report.startedAt) + atMs, zone);

const outcomeLooks: Readonly<Record<Outcome, { readonly glyph: keyof Glyphs & string; readonly style: Style }>> = {
  open: { glyph: 'open', style: 'strong' },
  finished: { glyph: 'ok', style: 'good' },
  'aborted-by-client': { glyph: 'failed', style: 'bad' },
  'aborted-by-server': { glyph: 'failed', style: 'bad' },
  refused: { glyph: 'failed', style: 'bad' },
  cut: { glyph: 'ended', style: 'warn' },
};
const outcomeWords: Readonly<Record<Outcome, string>> = {
  open: 'running',
  finished: 'finished',
  'aborted-by-client': 'client aborted',
  'aborted-by-server': 'server aborted',
  refused: 'refused',
  cut: 'recording ends',
};

const severityLooks: Readonly<
  Record<ReportVerdict['severity'], { readonly glyph: 'failed' | 'warning' | 'separator'; readonly style: Style }>
> = {
  error: { glyph: 'failed', style: 'bad' },
  warning: { glyph: 'warning', style: 'warn' },
  info: { glyph: 'separator', style: 'plain' },
};

export function severitySpan(severity: ReportVerdict['severity'], glyphs: Glyphs): Span {
  const { glyph, style } = severityLooks[severity];
  return span(`${glyphs[glyph]} ${severity}`, style);
}

export function outcomeSpan(session: ReportSession, glyphs: Glyphs): Span {
  const isStuck = session.stuckCalls.some((call) => call.state === 'open');
  if (isStuck) return span(`${glyphs.stuck} stuck`, 'bad');
  const { glyph, style } = outcomeLooks[session.outcome];
  return span(`${String(glyphs[glyph])} ${outcomeWords[session.outcome]}`, style);
}

/** `✓ 200`, `✗ 400`, `▷ open`, `! stuck`, `✗ reset`, `✗ no reply`. */
export function callStateSpan(call: CallRow, glyphs: Glyphs): Span {
  if (call.isStuck && call.state === 'open') return span(`${glyphs.stuck} stuck`, 'bad');
  if (call.state === 'open') return span(`${glyphs.open} open`, 'strong');
  if (call.state === 'reset') return span(`${glyphs.failed} reset`, 'bad');
  if (call.state === 'unanswered') return span(`${glyphs.failed} no reply`, 'bad');
  const status = String(call.status ?? unknownText);
  return hasFailed(call) ? span(`${glyphs.failed} ${status}`, 'bad') : span(`${glyphs.ok} ${status}`, 'good');
}
