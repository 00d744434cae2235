// What is wrong with the observation itself, and what the program says. In: data, room. Out: a pane: what could not be known,
// problems of the peers, log lines, newest last. Empty when there is nothing: then it takes one line.
import { formatClock } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';

/** Before the text of each. */
const signWidth = 3;
/** Newest of each kind; the report has them all. */
const maxShown = 8;
/** Colours of a log line: the screen has its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const colourSequence = /\u001b\[[0-9;]*m/g;

export function messagesPane(data: DashboardData, { size, glyphs }: Paper): Pane {
  const { problems, sessions } = data.report;
  const unknowns = (data.session === null ? sessions : [data.session]).flatMap((session) => session.unknowns);
  const body: Line[] = [
    ...unknowns.map((text) => [span(` ${glyphs.warning} `, 'warn'), span(text)]),
    ...problems
      .slice(-maxShown)
      .map((problem) => [
        span(` ${glyphs.warning} `, 'warn'),
        span(`${formatClock(problem.atMs)} `, 'dim'),
        span(problem.connection === null ? '' : `connection ${problem.connection}: `, 'dim'),
        span(`${problem.code} `, 'strong'),
        span(problem.detail),
      ]),
    ...data.notices
      .slice(-maxShown)
      .flatMap((notice) => wrapText(notice.replace(colourSequence, '').trim(), size.columnCount - signWidth))
      .map((text) => [span(' '.repeat(signWidth)), ...text]),
  ];
  const isOnlyNotices = unknowns.length + problems.length === 0;
  const heading = ruleWithTitle('Problems and messages', body.length === 0 ? 'none' : '', size.columnCount, glyphs);
  const pane = { heading, body, minRowCount: body.length === 0 ? 1 : 2 };
  // Of what the program says the newest counts; what is wrong with the observation stands above it.
  return isOnlyNotices && body.length > 0 ? { ...pane, focus: body.length - 1 } : pane;
}
