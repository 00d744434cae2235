// The help, made from the key table and the filter's examples. In: model, room. Out: lines from `helpRow` on.
import { filterExamples } from '../../core/report/index.js';
import { commands } from './commands.js';
import { keyTable } from './key-table.js';
import type { KeyBinding } from './keys.js';
import { bodySize } from './layout.js';
import type { Model } from './model.js';
import { fitLine, glyphsFor, type Line, line, ruleWithTitle, span, wrapText } from './screen/index.js';
import type { Paper } from './views/index.js';

const keysWidth = 12;
const usageWidth = 18;

const legendOf = (glyphs: Paper['glyphs']): readonly string[] => [
  'latency: from the first byte of a request to the last of its reply, split into upload, wait and reply.',
  'chunk checks: previous indexes, chunk uploads and index appends, which settle what the server has already.',
  'stuck: no progress at all for 5 s or longer; slow is not stuck.',
  'restore +1: goes with session 1, whose previous metadata it reads; backup =4: session 4 seen on the other side of a box.',
  `parts of a call: ${glyphs.upload} upload, ${glyphs.wait} wait, ${glyphs.response} reply.`,
];

export function renderHelp(model: Model, paper: Paper): readonly Line[] {
  const { rowCount } = paper.size;
  const lines = helpLines(model, paper);
  const first = firstHelpRow(model.helpRow, lines.length, rowCount);
  const shown = lines.slice(first, first + rowCount);
  const hidden = lines.length - first - rowCount;
  if (hidden > 0) shown.splice(-1, 1, line(`  ${paper.glyphs.down} ${hidden + 1} more lines: down, PgDn or G`, 'dim'));
  return shown;
}

const firstHelpRow = (wanted: number, lineCount: number, rowCount: number): number =>
  Math.max(0, Math.min(wanted, lineCount - rowCount));

/** `to`: a row; beyond the last it is the last page. */
export function scrollHelp(model: Model, to: number): Model {
  const size = bodySize(model);
  const lineCount = helpLines(model, { size, glyphs: glyphsFor('ascii') }).length;
  return { ...model, helpRow: firstHelpRow(to, lineCount, size.rowCount) };
}

function helpLines(model: Model, { size, glyphs }: Omit<Paper, 'zone'>): readonly Line[] {
  const { columnCount } = size;
  const section = (heading: string, bindings: readonly KeyBinding[]): Line[] => [
    ruleWithTitle(heading, '', columnCount, glyphs),
    ...bindings
      .filter((binding) => binding.shown !== '')
      .flatMap(({ shown, help }) => explain(shown, keysWidth, help, columnCount)),
  ];
  return [
    ...section(
      'Keys',
      keyTable.filter((binding) => binding.places.includes('everywhere')),
    ),
    ...section(
      `Keys of ${model.view}`,
      keyTable.filter((binding) => binding.places.includes(model.view)),
    ),
    ruleWithTitle('Filter of the calls (/): all words must match', '', columnCount, glyphs),
    ...wrapText(filterExamples.join('   '), columnCount - 3).map(indent),
    ruleWithTitle('Commands (:)', '', columnCount, glyphs),
    ...commands.flatMap(({ usage, help }) => explain(usage, usageWidth, help, columnCount)),
    ruleWithTitle('Words', '', columnCount, glyphs),
    ...legendOf(glyphs)
      .flatMap((text) => wrapText(text, columnCount - 3))
      .map(indent),
  ];
}

/** A key or a command, and its words beside it. */
function explain(name: string, nameWidth: number, help: string, columnCount: number): Line[] {
  return wrapText(help, columnCount - nameWidth).map((text, index) => [
    ...fitLine([span(index === 0 ? `  ${name}` : '', 'key')], nameWidth, ''),
    ...text,
  ]);
}

const indent = (text: Line): Line => [span('  '), ...text];
