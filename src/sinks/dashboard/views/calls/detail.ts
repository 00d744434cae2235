// The detail of one call. In: the call, data (what else the report says of it), room. Out: lines of exactly the given count:
// what it was, where its time went, bytes, how it ended or who owes the next byte.
import {
  type CallRow,
  describeStuckCall,
  type FailedCall,
  formatBytes,
  formatClock,
  formatDuration,
  type StuckCall,
  type Zone,
} from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { fitLine, type Line, line, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { callStateSpan, durationOrUnknown, timeOfDay } from '../words.js';
import { partsBar } from './parts-bar.js';

const labelWidth = 10;
const detailBarColumnCount = 20;

export function renderDetail(call: CallRow, data: DashboardData, paper: Paper, rowCount: number): Line[] {
  const { size, glyphs } = paper;
  const textWidth = size.columnCount - labelWidth - 3;
  const { stuck, error } = findMore(call, data);
  const field = (label: string, lines: readonly Line[]): Line[] =>
    lines.map((text, index) => [
      ...fitLine([span(` ${index === 0 ? label : ''}`, 'dim')], labelWidth + 2, ''),
      ...text,
    ]);
  const body = [
    ...field('state', [[callStateSpan(call, glyphs), span(`   ${describeTime(call, data, paper.zone)}`)]]),
    ...field('silent', stuck === undefined ? [] : [line(formatDuration(stuck.silentMs), 'bad')]),
    ...field('owes', stuck === undefined ? [] : wrapText(stuck.owes, textWidth, 'strong')),
    ...field('error', error === null ? [] : wrapText(error, textWidth, 'bad')),
    ...field('request', wrapText(`${call.method} ${call.target}`, textWidth)),
    ...field('parts', [partsLine(call, paper)]),
    ...field('bytes', [
      line(`${formatBytes(call.requestBytes)} to server, ${formatBytes(call.responseBytes)} to client`),
    ]),
    ...field('archive', [line(call.archive ?? 'none')]),
    ...field('where', [line(describePlace(call))]),
    // The longest comes last: it may be cut.
    ...field('why', stuck === undefined ? [] : describeStuckCall(stuck).flatMap((fact) => wrapText(fact, textWidth))),
  ];
  const heading = ruleWithTitle(`Call ${call.id}: ${call.operation}`, 'esc closes', size.columnCount, glyphs);
  return [heading, ...body].slice(0, rowCount);
}

function describeTime(call: CallRow, { report }: DashboardData, zone: Zone): string {
  const onTheClock = `(${timeOfDay(report, call.startedAtMs, zone)})`;
  const began = `began at ${formatClock(call.startedAtMs)}`;
  if (call.state === 'open')
    return `${began}, ${formatDuration(report.durationMs - call.startedAtMs)} ago ${onTheClock}`;
  return call.durationMs === null
    ? `${began} ${onTheClock}`
    : `${began}, took ${formatDuration(call.durationMs)} ${onTheClock}`;
}

/** Of an open call only the parts that are over are known. */
function partsLine(call: CallRow, { glyphs }: Paper): Line {
  if (call.uploadMs === null && call.waitMs === null && call.responseMs === null) return line('none is over', 'dim');
  const parts = [
    `upload ${durationOrUnknown(call.uploadMs)}`,
    `wait ${durationOrUnknown(call.waitMs)}`,
    `reply ${durationOrUnknown(call.responseMs)}`,
  ];
  return [...partsBar(call, glyphs, detailBarColumnCount), span(`  ${parts.join(', ')}`)];
}

function describePlace(call: CallRow): string {
  return `${call.session === null ? 'outside any session' : `session ${call.session}`}, connection ${call.connection}`;
}

interface MoreOfCall {
  readonly stuck: StuckCall | undefined;
  readonly error: string | null;
}

/** Who owes the next byte, or what the error said: the report tells them apart from the row. */
function findMore(call: CallRow, { report: { sessions, connections } }: DashboardData): MoreOfCall {
  const isOfCall = (one: StuckCall | FailedCall): boolean =>
    one.startedAtMs === call.startedAtMs && one.target === call.target;
  const session = sessions.find((one) => one.id === call.session);
  const connection = connections.find((one) => one.id === call.connection);
  const failed = [...(session?.failedCalls ?? []), ...(connection?.failedCalls ?? [])].find(isOfCall);
  return { stuck: session?.stuckCalls.find(isOfCall), error: failed?.error ?? null };
}
