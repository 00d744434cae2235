// In: the section `evidence` of a report. Out: its part of the text report: the logs and their clocks, what only the server knows, numbers that
// agree or not, and logs and wire on one timeline. Computes nothing.
import {
  countOf,
  type EvidenceArchive,
  type EvidenceClock,
  type EvidenceFigure,
  type EvidenceFile,
  type EvidenceFormatId,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatPercent,
  type ReportEvidence,
  unknownText,
} from '../../../core/report/index.js';
import { cutText, lineWidth, renderTable, wrapText } from './table.js';

/** Rows shown; the JSON report has all that were kept. */
const maxShownRows = 200;
const maxLabelWidth = 16;

const formatWords: Readonly<Record<EvidenceFormatId, string>> = {
  'client-output': 'output of the backup client',
  'task-log': 'PBS task log',
  haproxy: 'HAProxy log',
  'nginx-access': 'nginx access log',
  'nginx-error': 'nginx error log',
  'nginx-stream': 'nginx stream log',
};

const labels: Readonly<Record<EvidenceFormatId, string>> = {
  'client-output': 'client',
  'task-log': 'task log',
  haproxy: 'haproxy',
  'nginx-access': 'nginx',
  'nginx-error': 'nginx error',
  'nginx-stream': 'nginx',
};

export function renderEvidence(evidence: ReportEvidence): string[] {
  return [
    '',
    'OTHER EVIDENCE',
    ...evidence.files.flatMap((file) => [
      ...wrapText(describeFile(file), '  '),
      ...(file.format === null ? [] : wrapText(`clock: ${describeClock(file.clock)}`, '    ')),
    ]),
    ...section(
      'Notes',
      evidence.notes.flatMap((note) => wrapText(note, '    ')),
    ),
    ...section('Chunks that the server had already', renderDuplicates(evidence.archives)),
    ...section('Figures beside each other', renderFigures(evidence)),
    ...section('Logs and wire on one timeline', renderRows(evidence)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `  ${title}`, ...lines];
}

function describeFile(file: EvidenceFile): string {
  const what = file.format === null ? 'of no known format' : formatWords[file.format];
  const shownCount = file.lineCount - file.repeatingCount - file.unknownCount;
  const parts = [
    countOf(file.lineCount, 'line'),
    ...(file.format === null
      ? []
      : [`${formatCount(shownCount)} told of`, `${formatCount(file.repeatingCount)} repeat the wire`]),
    file.firstUnknownLine === null
      ? '0 unknown'
      : `${formatCount(file.unknownCount)} unknown (the first is line ${file.firstUnknownLine})`,
    ...(file.droppedCount > 0 ? [`${formatCount(file.droppedCount)} let go`] : []),
  ];
  return `${file.name}: ${what}, ${parts.join(', ')}`;
}

function describeClock({ offsetMs, uncertaintyMs, zoneMs, how }: EvidenceClock): string {
  if (offsetMs === null || uncertaintyMs === null) return `not known, ${how}`;
  const restMs = offsetMs - zoneMs;
  const zone = zoneMs === 0 ? '' : `in a zone of UTC${zoneMs > 0 ? '+' : '-'}${formatDuration(Math.abs(zoneMs))}, `;
  const side = restMs >= 0 ? 'ahead of' : 'behind';
  return `${zone}${formatDuration(Math.abs(restMs))} ${side} the recording's, give or take ${formatDuration(uncertaintyMs)}: ${how}`;
}

function renderDuplicates(archives: readonly EvidenceArchive[]): string[] {
  if (archives.length === 0) return [];
  const columns = [
    { title: 'archive', align: 'left' },
    { title: 'chunks', align: 'right' },
    { title: 'uploaded', align: 'right' },
    { title: 'of those there', align: 'right' },
    { title: 'cost no new disk', align: 'right' },
  ] as const;
  const rows = archives.map((one) => [
    one.name,
    formatCount(one.chunkCount),
    formatCount(one.uploadedCount),
    formatCount(one.serverDuplicateCount),
    one.savedShare === null ? unknownText : formatPercent(one.savedShare),
  ]);
  return renderTable(columns, rows, '    ');
}

/** A line for each number of an archive, a column for each log that prints it. */
function renderFigures({ figures, files }: ReportEvidence): string[] {
  if (figures.length === 0) return [];
  const sources = files.filter(({ name }) => figures.some(({ file }) => file === name));
  const columns = [
    { title: 'archive', align: 'left' },
    { title: 'what', align: 'left' },
    ...['wire', ...sources.map(({ name }) => labelOf(name, files))].map(
      (title) => ({ title, align: 'right' }) as const,
    ),
    { title: '', align: 'left' },
  ] as const;
  const keys = [...new Set(figures.map(({ session, archive, what }) => `${session} ${archive} ${what}`))];
  const rows = keys.map((key) => {
    const same = figures.filter(({ session, archive, what }) => `${session} ${archive} ${what}` === key);
    const first = same[0]!;
    const stated = sources.map(({ name }) => {
      const figure = same.find(({ file }) => file === name);
      return figure === undefined ? unknownText : formatValue(figure.unit, figure.stated);
    });
    const doAgree = same.every((figure) => figure.doesAgree);
    const observed = formatValue(first.unit, first.observed);
    return [first.archive, first.what, observed, ...stated, doAgree ? 'agrees' : 'DIFFERS'];
  });
  return renderTable(columns, rows, '    ');
}

function formatValue(unit: EvidenceFigure['unit'], value: number): string {
  return unit === 'bytes' ? formatBytes(value) : formatCount(value);
}

/** What a file is, in a word, where it is the only one of its kind; its name else. */
function labelOf(name: string, files: readonly EvidenceFile[]): string {
  const format = files.find((file) => file.name === name)?.format ?? null;
  const isOnly = files.filter((file) => file.format === format).length === 1;
  return format !== null && isOnly ? labels[format] : cutText(name, maxLabelWidth);
}

/** `~`: placed by the lines around it. */
function renderRows({ timeline, files }: ReportEvidence): string[] {
  const shown = timeline.slice(0, maxShownRows);
  const labelled = shown.map((row) => ({ ...row, label: row.file === null ? 'wire' : labelOf(row.file, files) }));
  const labelWidth = Math.max(...labelled.map(({ label }) => label.length));
  const timeWidth = Math.max(...shown.map(({ atMs }) => formatClock(atMs).length));
  const lines = labelled.map(({ atMs, label, text, placedBy }) => {
    const time = `${placedBy === 'order' ? '~' : ' '}${formatClock(atMs).padStart(timeWidth)}`;
    return cutText(`   ${time}  ${label.padEnd(labelWidth)}  ${text}`, lineWidth);
  });
  const rest = timeline.length - shown.length;
  return rest > 0 ? [...lines, `    and ${countOf(rest, 'more line')}: --format json has them`] : lines;
}
