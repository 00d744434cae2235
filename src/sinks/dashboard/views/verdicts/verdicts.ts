// View 6, the verdicts: what the rules found, the weightiest first; of the one under the cursor the evidence and the advice; and which
// rules were content, knew too little, or broke. In: model, data, room. Out: lines.
import { countOf, formatDuration, type ReportVerdict } from '../../../../core/report/index.js';
import { type DashboardData, foundVerdicts, selectedVerdict } from '../../data.js';
import { verdictRowCount } from '../../layout.js';
import type { Model } from '../../model.js';
import {
  type Column,
  type Line,
  layOutTable,
  line,
  restyle,
  ruleWithTitle,
  span,
  wrapText,
} from '../../screen/index.js';
import type { Paper, View } from '../view.js';
import { emptyNote, severitySpan } from '../words.js';

export const verdictsView: View = {
  id: 'verdicts',
  key: '6',
  help: 'verdicts: what was found, the evidence, what to do, the calls that prove it',
  render(model, data, paper) {
    const { columnCount, rowCount } = paper.size;
    const found = foundVerdicts(data);
    const whose = data.session === null ? 'all sessions' : `session ${data.session.id}`;
    const part = data.numbers === null ? '' : ', the whole of it';
    const heading = `${countOf(found.length, 'finding')} of ${whose}${part}`;
    const table = layOutTable({ heading, indent: 1, columns: columnsWith(paper) }, columnCount, paper.glyphs);
    const selected = selectedVerdict(data, model);
    const visibleCount = verdictRowCount(model, found.length);
    const { firstRow } = model.verdicts;
    const list = found.slice(firstRow, firstRow + visibleCount).map((verdict, index): Line => {
      const drawn = table.line(verdict);
      const isSelected = firstRow + index === selected;
      return isSelected ? restyle([span(paper.glyphs.cursor), ...drawn.slice(1)], 'selected') : drawn;
    });
    const verdict = found[selected];
    const top = [table.heading, ...(list.length === 0 ? emptyNote(emptyText(data), columnCount) : list)];
    const text = verdict === undefined ? [] : describeFinding(verdict, model, data, paper);
    const body = [...text, ...describeQuiet(data, paper)];
    const room = rowCount - top.length;
    if (body.length <= room) return [...top, ...body];
    return [
      ...top,
      ...body.slice(0, room - 1),
      line(`  ${paper.glyphs.down} ${body.length - room + 1} more lines in the report (w)`, 'dim'),
    ];
  },
};

/** Most titles fit; the rule is named above the evidence, too, and leaves first. */
const titleWidth = 45;

const columnsWith = ({ glyphs }: Paper): readonly Column<ReportVerdict>[] => [
  { title: '', width: 9, align: 'left', cell: (verdict) => [severitySpan(verdict.severity, glyphs)] },
  { title: '', width: titleWidth, align: 'left', isGrowing: true, cell: (verdict) => line(verdict.title) },
  {
    title: 'cost',
    width: 8,
    align: 'right',
    cell: ({ chargedMs }) => line(chargedMs === null ? '' : formatDuration(chargedMs)),
  },
  {
    title: 'in',
    width: 4,
    align: 'right',
    cell: ({ session }) => line(session === null ? '-' : String(session), 'dim'),
  },
  { title: 'rule', width: 20, align: 'left', dropOrder: 1, cell: ({ rule }) => line(rule, 'dim') },
];

function describeFinding(verdict: ReportVerdict, model: Model, data: DashboardData, { size, glyphs }: Paper): Line[] {
  const width = Math.max(20, size.columnCount - 4);
  const paragraph = (text: string, style: 'plain' | 'strong'): Line[] =>
    wrapText(text, width, style).map((words, index) => [span(index === 0 ? ` ${glyphs.separator} ` : '   '), ...words]);
  const proof = verdict.provenBy === undefined ? 'all calls of the session' : verdict.provenBy;
  const place = model.session === 'all' || data.session === null ? '' : `, enter shows ${proof}`;
  return [
    ruleWithTitle('Evidence', verdict.rule, size.columnCount, glyphs),
    ...verdict.because.flatMap((text) => paragraph(text, 'plain')),
    ruleWithTitle('Advice', `calls that prove it${place === '' ? `: ${proof}` : place}`, size.columnCount, glyphs),
    ...(verdict.advice === ''
      ? emptyNote('None: this is for your information.', size.columnCount)
      : paragraph(verdict.advice, 'strong')),
  ];
}

/** Rules that found nothing are part of the answer: what was looked for. */
function describeQuiet({ verdicts }: DashboardData, { size, glyphs }: Paper): Line[] {
  const named = (state: ReportVerdict['state']): string[] =>
    verdicts.filter((verdict) => verdict.state === state).map((verdict) => verdict.rule);
  const groups = [
    { words: 'found nothing', rules: named('ok') },
    { words: 'had too little data', rules: named('not-enough-data') },
    { words: 'broke (please report)', rules: named('failed') },
  ].filter(({ rules }) => rules.length > 0);
  if (groups.length === 0) return [];
  const lines = groups.flatMap(({ words, rules }) =>
    wrapText(`${rules.length} ${words}: ${rules.join(', ')}`, Math.max(20, size.columnCount - 3), 'dim'),
  );
  return [ruleWithTitle('Other rules', '', size.columnCount, glyphs), ...lines.map((text) => [span(' '), ...text])];
}

function emptyText({ report }: DashboardData): string {
  return report.sessions.length === 0
    ? 'Nothing to judge yet. Rules look at each session while it runs, and name what is wrong, what it costs and what helps.'
    : 'Nothing is wrong, as far as the rules can tell; those below were asked.';
}
