// What limits now, in words. In: data, room. Out: a pane: one line for each session that runs; of ended ones, what they waited for
// most.
import { budgetRows, causeWords, formatPercent, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote } from '../words.js';

export function limitsPane(data: DashboardData, { size, glyphs }: Paper): Pane {
  const { report, session } = data;
  const sessions = session === null ? report.sessions : [session];
  const running = sessions.filter((one) => one.limitedBy !== null);
  const shown = running.length > 0 ? running : sessions.slice(-1);
  const title = running.length > 0 ? 'What limits now' : 'What limited it';
  const heading = ruleWithTitle(title, '', size.columnCount, glyphs);
  if (shown.length === 0) {
    const text = 'No session yet. Here stands who is waited for, as soon as one runs.';
    return { heading, body: emptyNote(text, size.columnCount), minRowCount: 2 };
  }
  const body = shown.flatMap((one) => describeLimit(one, session === null, size.columnCount));
  return { heading, body, minRowCount: Math.min(3, 1 + body.length) };
}

function describeLimit(session: ReportSession, isOneOfMany: boolean, columnCount: number): Line[] {
  const who = isOneOfMany ? `session ${session.id}: ` : '';
  const { limitedBy } = session;
  const [longest] = budgetRows(session);
  if (limitedBy !== null) {
    const share = budgetRows(session).find((row) => row.cause === limitedBy)?.share ?? 0;
    return [
      [
        span(` ${who}${causeWords[limitedBy]} `, 'strong'),
        span(`(${limitedBy}; ${formatPercent(share)} of the session so far)`, 'dim'),
      ],
    ];
  }
  if (longest === undefined)
    return wrapText(`${who}nothing yet`, columnCount - 2, 'dim').map((text) => [span(' '), ...text]);
  return [
    [
      span(` ${who}mostly: ${causeWords[longest.cause]} `, 'strong'),
      span(`(${longest.cause}, ${formatPercent(longest.share)})`, 'dim'),
    ],
  ];
}
