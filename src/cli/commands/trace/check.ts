// `pbscope trace check FILE`: whether a trace is whole; exit code 3 where it is not.
import { countOf, formatWhen, type Zone } from '../../../core/report/index.js';
import { checkTrace, type TraceCheck } from '../../../sources/trace/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { withTrace } from '../../input/index.js';

function describeCheck({ header, ...check }: TraceCheck, zone: Zone): string {
  const seconds = (check.durationMs / 1000).toFixed(1);
  const hidden = check.damageCount - check.damages.length;
  return [
    `Trace version ${header.version}, written by ${header.tool}, begun ${formatWhen(header.startedAt, zone)}, without ${header.redacted.join(' and ') || 'any redaction'}.`,
    `${check.eventCount} events of ${check.connectionCount} connections in ${seconds} s could be read.`,
    ...(check.droppedCount > 0 ? [`While recording ${check.droppedCount} events were let go.`] : []),
    ...(check.hasEnd ? [] : ['It has no end: the recording was cut off, or still runs. All before that can be used.']),
    ...check.damages.map(({ line, what }) => `Line ${line}: ${what}`),
    ...(hidden > 0 ? [`… and ${hidden} more.`] : []),
    check.damageCount === 0
      ? 'Not damaged.'
      : `Damaged in ${countOf(check.damageCount, 'place')}; reports are made of the rest.`,
  ].join('\n');
}

export const checkCommand: Command = {
  examples: [['pbscope trace check night.pbscope.gz', 'after a crash, or a full disk']],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst); - is stdin' } },
  options: {},
  async run(context) {
    const check = await withTrace(textFlag(context, 'file') ?? '-', checkTrace);
    context.print.result(describeCheck(check, context.zone));
    context.print.message({ messageType: 'traceCheck', ...check });
    return check.damageCount === 0 ? exitCodes.ok : exitCodes.findings;
  },
};
