// The difference of two runs for people, at most 80 columns wide. In: a diff of core/model, the names of both. Out: text.
import type { Evidence, Part, Reason, ReportDiff, SessionChange } from '../../../core/model/index.js';
import {
  causeWords,
  describeVerdict,
  describeWhat,
  formatBytes,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  formatRate,
  type ReportSession,
  unknownText,
} from '../../../core/report/index.js';
import { cutText, wrapText } from './table.js';

/** Less than this of the longer session is noise that nobody can act on. */
const minPartShare = 0.005;

export function renderDiff(diff: ReportDiff, names: { readonly before: string; readonly after: string }): string {
  const blocks = [
    [`before  ${names.before}`, `after   ${names.after}`],
    ...diff.sessions.map(renderSession),
    renderOthers('only before', diff.onlyBefore),
    renderOthers('only after', diff.onlyAfter),
    renderFindings('NEW FINDINGS', diff.newFindings),
    renderFindings('FINDINGS THAT ARE GONE', diff.goneFindings),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderSession(change: SessionChange): string[] {
  const { before, after, changeMs } = change;
  return [
    ...wrapText(`${describeWhat(after)}: ${describeChange(before, after, changeMs)}`, '').map((line, at) =>
      at === 0 ? line : `  ${line}`,
    ),
    ...renderParts(change),
    ...renderCauses(change),
    ...renderArchives(change),
  ];
}

function describeChange(before: ReportSession, after: ReportSession, changeMs: number): string {
  const durations = `${formatDuration(before.durationMs)}, then ${formatDuration(after.durationMs)}`;
  const factor = before.durationMs === 0 ? '' : `, ${formatFactor(after.durationMs / before.durationMs)}`;
  return `${durations} (${formatSigned(changeMs)}${factor})`;
}

/** The reasons, as far as each is worth a line; the others in one. */
function renderParts({ before, after, parts }: SessionChange): string[] {
  const minMs = minPartShare * Math.max(before.durationMs, after.durationMs);
  const shown = parts.filter(({ ms }) => Math.abs(ms) >= minMs);
  const restMs = parts.filter((part) => !shown.includes(part)).reduce((sum, { ms }) => sum + ms, 0);
  const lines = shown.flatMap((part) => {
    const [first = '', ...more] = wrapText(describePart(part), ' '.repeat(13));
    return [`${formatSigned(part.ms).padStart(11)}  ${first.trimStart()}`, ...more];
  });
  if (shown.length === 0) return ['  no reason of its own takes half a percent of the time'];
  return Math.abs(restMs) < minMs ? lines : [...lines, `${formatSigned(restMs).padStart(11)}  all the rest`];
}

const reasonWords: Readonly<Partial<Record<Reason, string>>> = {
  data: 'amount of data',
  dedup: 'share of the data that crosses the line (dedup, compression)',
  rate: 'rate on the line',
  roundTripTime: 'round trip',
  roundTripCount: 'round trips that were waited for',
  serverTime: "server's share a call",
  callCount: 'calls',
  clientPace: "client's pace a GiB",
  rest: 'what no cause accounts for',
};

function describePart({ reason, evidence }: Part): string {
  const words = reasonWords[reason] ?? `${reason}: ${reason in causeWords ? causeWords[reason as never] : ''}`;
  if (evidence === null) return words;
  return `${words}: ${formatEvidence(evidence, evidence.before)}, then ${formatEvidence(evidence, evidence.after)}`;
}

function formatEvidence({ quantity }: Evidence, value: number | null): string {
  if (value === null) return unknownText;
  switch (quantity) {
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return formatPercent(value);
    case 'bytesPerSec':
      return formatRate(value);
    case 'ms':
    case 'msPerGib':
      return formatDuration(value);
    case 'count':
      return formatCount(value);
  }
}

function renderCauses({ causes }: SessionChange): string[] {
  const row = (cells: readonly string[]): string =>
    `  ${(cells[0] ?? '').padEnd(18)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join('')}`;
  const rows = causes
    .toSorted((a, b) => Math.abs(b.afterMs - b.beforeMs) - Math.abs(a.afterMs - a.beforeMs))
    .map(({ cause, beforeMs, afterMs }) =>
      row([cause, formatDuration(beforeMs), formatDuration(afterMs), formatSigned(afterMs - beforeMs)]),
    );
  return ['', row(['time', 'before', 'after', 'change']), ...rows];
}

function renderArchives({ archives }: SessionChange): string[] {
  if (archives.length === 0) return [];
  const row = (cells: readonly string[]): string =>
    `  ${cutText(cells[0] ?? '', 26).padEnd(27)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join('')}`;
  const rows = archives.map(({ name, before, after }) => {
    const share = (archive: typeof before): string =>
      archive === null ? 'none' : archive.dedupShare === null ? unknownText : formatPercent(archive.dedupShare);
    const sent = (archive: typeof before): string => (archive === null ? 'none' : formatBytes(archive.encodedBytes));
    return row([name, sent(before), sent(after), share(before), share(after)]);
  });
  return ['', row(['archive', 'moved', 'then', 'known', 'then']), ...rows];
}

const renderOthers = (title: string, sessions: readonly ReportSession[]): string[] =>
  sessions.map((session) => `${title}: ${describeWhat(session)}, ${formatDuration(session.durationMs)}`);

const renderFindings = (title: string, findings: ReportDiff['newFindings']): string[] =>
  findings.length === 0 ? [] : [title, ...findings.flatMap((finding) => wrapText(describeVerdict(finding), '  '))];

const formatSigned = (ms: number): string => (ms > 0 ? `+${formatDuration(ms)}` : formatDuration(ms));
