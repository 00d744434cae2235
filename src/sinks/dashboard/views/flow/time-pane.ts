// Where the time of the session went, cause by cause. In: data, room. Out: a pane of bars; the causes sum to the session (Law 5).
import { budgetRows, causeWords, formatDuration, formatPercent } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { fitLine, type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote } from '../words.js';

const causeWidth = 17;
const barWidth = 20;
/** From here on there is room for bars; the words say more. */
const barsFromColumns = 100;
const numbersWidth = 16;

export function timePane({ session, numbers }: DashboardData, { size, glyphs }: Paper): Pane {
  const isPart = numbers !== null && session !== null;
  const note = session === null ? '' : `${formatDuration(session.durationMs)}${isPart ? ', the whole session' : ''}`;
  const heading = ruleWithTitle('Where the time went', note, size.columnCount, glyphs);
  const rows = session === null ? [] : budgetRows(session);
  if (session === null || rows.length === 0) {
    const text = 'Every millisecond of a session is charged to one cause: choose a session with [ and ].';
    return { heading, body: emptyNote(text, size.columnCount), minRowCount: 2 };
  }
  const hasBars = size.columnCount >= barsFromColumns;
  const body = rows.map(({ cause, durationMs, share, words }): Line => {
    const bar = glyphs.upload.repeat(Math.max(1, Math.round(share * barWidth)));
    return [
      ...fitLine([span(` ${cause}`)], causeWidth, ''),
      ...fitLine(
        [span(`${formatDuration(durationMs)} ${formatPercent(share).padStart(6)}`, 'strong')],
        numbersWidth,
        '',
        'right',
      ),
      span('  '),
      ...(hasBars ? fitLine([span(bar, 'wait')], barWidth + 1, '') : []),
      span(cause === 'server' ? words : causeWords[cause], 'dim'),
    ];
  });
  const notes = session.timeBudgetNotes.flatMap((text) => wrapText(text, size.columnCount - 3, 'dim'));
  return { heading, body: [...body, ...notes.map((text) => [span('  '), ...text])], minRowCount: 4 };
}
