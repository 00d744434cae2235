// What is wrong with the observation itself, and what the program says. In: data, room. Out: a pane: what could not be known,
// problems of the peers, log lines, newest last. Empty when there is nothing: then it takes one line.
import { formatClock } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Line, line, type Pane, ruleWithTitle, span } from '../../screen/index.js';
import type { Paper } from '../view.js';

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
    ...data.notices.slice(-maxShown).map((notice) => line(`   ${notice.replace(colourSequence, '').trim()}`)),
  ];
  const heading = ruleWithTitle('Problems and messages', body.length === 0 ? 'none' : '', size.columnCount, glyphs);
  return { heading, body, minRowCount: body.length === 0 ? 1 : 2 };
}
