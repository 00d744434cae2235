// What matters most, in one sentence. In: data, room. Out: a pane: the headline of the run, and what to do about the top finding.
import { type Headline, headlineOf } from '../../../../core/report/index.js';
import { type DashboardData, foundVerdicts } from '../../data.js';
import { type Pane, restyle, ruleWithTitle, type Style, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';

const toneStyles: Readonly<Record<Headline['tone'], Style>> = {
  error: 'bad',
  warning: 'warn',
  good: 'good',
  neutral: 'plain',
};

/** None before the first session: the pane of sessions says what would fill the screen. */
export function findingPanes(data: DashboardData, { size, glyphs }: Paper): readonly Pane[] {
  if (data.report.sessions.length === 0) return [];
  const { tone, sentence } = headlineOf(data.report);
  const count = foundVerdicts(data).length;
  const heading = ruleWithTitle(
    'Finding',
    count === 0 ? '' : `6 shows ${count === 1 ? 'it' : `all ${count}`}`,
    size.columnCount,
    glyphs,
  );
  const width = Math.max(20, size.columnCount - 2);
  const signs = { error: `${glyphs.failed} `, warning: `${glyphs.warning} `, good: `${glyphs.ok} `, neutral: '' };
  const lines = wrapText(`${signs[tone]}${sentence}`, width);
  const [top] = foundVerdicts(data);
  const hasAdvice = top !== undefined && top.severity !== 'info' && top.advice !== '';
  const advice = hasAdvice ? wrapText(top.advice, width, 'dim') : [];
  const body = [...lines.map((text) => restyle(text, toneStyles[tone])), ...advice];
  return [{ heading, body: body.map((text) => [span(' '), ...text]), minRowCount: 1 + lines.length, cut: 'silent' }];
}
