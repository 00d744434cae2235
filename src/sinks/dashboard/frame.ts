// The whole screen. In: model, data, glyphs. Out: exactly as many lines as the terminal has rows, each as wide: header, view
// or help, footer; or one sentence when it is too small. Pure; decides nothing about colours.
import { formatClock, formatDuration, formatWhen, type Zone } from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import { renderAbovePrompt, renderFooter } from './footer.js';
import { renderHelp } from './help.js';
import { bodySize, isTooSmall, smallestSize } from './layout.js';
import type { Model } from './model.js';
import {
  emptyLine,
  fitLine,
  type Glyphs,
  type Line,
  line,
  measureLine,
  measureText,
  restyle,
  span,
  spreadLine,
  wrapText,
} from './screen/index.js';
import { viewOf } from './views/index.js';

export interface Look {
  readonly title: string;
  readonly isLive: boolean;
  readonly glyphs: Glyphs;
  readonly zone: Zone;
}

export function renderFrame(model: Model, data: DashboardData, look: Look): readonly Line[] {
  const { columnCount, rowCount } = model.size;
  const lines = isTooSmall(model.size) ? renderTooSmall(model) : renderWhole(model, data, look);
  return Array.from({ length: rowCount }, (_, row) =>
    fitLine(lines[row] ?? emptyLine, columnCount, look.glyphs.ellipsis),
  );
}

function renderWhole(model: Model, data: DashboardData, look: Look): readonly Line[] {
  const paper = { size: bodySize(model), glyphs: look.glyphs, zone: look.zone };
  const body = model.isHelpOpen ? renderHelp(model, paper) : viewOf(model.view).render(model, data, paper);
  const filled = Array.from({ length: paper.size.rowCount }, (_, row) => body[row] ?? emptyLine);
  const above = renderAbovePrompt(model);
  if (above !== null) filled.splice(-1, 1, above);
  return [renderHeader(model, data, look), ...filled, renderFooter(model)];
}

function renderTooSmall({ size }: Model): readonly Line[] {
  const needed = `${smallestSize.columnCount}x${smallestSize.rowCount}`;
  const sentence = `pbscope needs ${needed} characters; this terminal has ${size.columnCount}x${size.rowCount}. Make it larger, or press q.`;
  return wrapText(sentence, Math.max(10, size.columnCount));
}

/** From this width on the header has room for the date. */
const beganColumns = 120;

function renderHeader(model: Model, data: DashboardData, { title, isLive, glyphs, zone }: Look): Line {
  const began = model.size.columnCount < beganColumns ? '' : `, began ${formatWhen(data.report.startedAt, zone)}`;
  const time = `${describeTime(model, data, isLive, glyphs)}${began}`;
  const left = [span(' pbscope ', 'strong'), span(`${glyphs.divider} ${title} ${glyphs.divider} ${time}`)];
  const room = model.size.columnCount - measureLine(left) - 1;
  const facts = headerFacts(data, glyphs);
  const write = (): string => (facts.length === 0 ? '' : ` ${facts.join(` ${glyphs.separator} `)} `);
  // The last ones are the least; those that tell of a fault stay, and the title gives way.
  while (facts.length > 1 && measureText(write()) > room) facts.pop();
  const right = line(write());
  return restyle(spreadLine(left, right, model.size.columnCount, glyphs.ellipsis), 'bar');
}

/** Where in time the picture stands, and which part of it the numbers are of. */
function describeTime(
  { time, isPaused }: Model,
  { report, playback }: DashboardData,
  isLive: boolean,
  glyphs: Glyphs,
): string {
  const clock = formatClock(report.durationMs).replace(/\.\d+$/, '');
  const { range, markMs, cursorMs } = time;
  if (range !== null) return `${glyphs.paused} range ${formatClock(range.fromMs)} to ${formatClock(range.toMs)}`;
  if (markMs !== null) return `${glyphs.paused} range from ${formatClock(markMs)} to ...`;
  if (playback !== null) {
    const { isPlaying, positionMs, endMs, speed } = playback;
    const whole = formatDuration(endMs);
    if (isPlaying) return `${glyphs.playing} ${formatClock(positionMs)} of ${whole}, ${speed}x`;
    return positionMs >= endMs ? `recorded ${whole}` : `${glyphs.paused} ${formatClock(positionMs)} of ${whole}`;
  }
  if (cursorMs !== null) return `${glyphs.paused} as of ${formatClock(cursorMs)}`;
  if (isPaused) return `${glyphs.paused} paused at ${clock}`;
  return isLive ? `live ${clock}` : `recorded ${formatDuration(report.durationMs)}`;
}

/** What makes the numbers less than whole stands in the header, not in a log. */
function headerFacts({ report, notices }: DashboardData, glyphs: Glyphs): string[] {
  const { dropped } = report;
  const stuckCount = report.sessions.flatMap((one) => one.stuckCalls).filter((call) => call.state === 'open').length;
  const darkCount = report.connections.filter((connection) => connection.darkReasons.length > 0).length;
  const lateCount = report.problems.filter((problem) => problem.code === 'hpack/late-join').length;
  const problemCount = report.problems.length + dropped.problems;
  const openCount = report.sessions.filter((session) => session.outcome === 'open').length;
  const lost = Object.entries(dropped).filter(([what, count]) => what !== 'problems' && count > 0);
  return [
    stuckCount > 0 ? `${glyphs.stuck} ${stuckCount} stuck` : '',
    darkCount > 0 ? `${glyphs.warning} ${darkCount} dark` : '',
    ...lost.map(([what, count]) => `${glyphs.warning} ${count} ${droppedWords[what] ?? what} dropped`),
    lateCount > 0 ? `${glyphs.warning} ${lateCount} joined late` : '',
    problemCount > 0 ? `${glyphs.warning} ${problemCount} ${problemCount === 1 ? 'problem' : 'problems'}` : '',
    notices.length > 0 ? `${notices.length} ${notices.length === 1 ? 'message' : 'messages'}` : '',
    report.sessions.length > 0 ? `${openCount} of ${report.sessions.length} running` : '',
  ].filter(Boolean);
}

const droppedWords: Readonly<Record<string, string>> = { seriesPoints: 'seconds', stalls: 'window stalls' };
