// `pbscope report FILE`: a trace or a capture in, one of the formats of sinks/export out. Computes nothing itself.
import { Analyzer } from '../../core/analyzer.js';
import { describeFrame } from '../../core/decode/index.js';
import { type FilterTerm, filterExamples, matchesFilter, parseFilter } from '../../core/report/index.js';
import { formats, type ReportDetails } from '../../sinks/export/index.js';
import { type Command, textFlag } from '../command.js';
import { exitCodes, nearestWord, OperatorError } from '../errors/index.js';
import { checkGates, gateOptions, readGates } from '../gates/index.js';
import { openInput } from '../input/index.js';
import { openResult } from '../output/index.js';
import { parseWaitMs } from '../settings/index.js';

/** One line a frame, straight from decode: the only format that is not made from the report (D2). */
const framesFormat = 'frames';
const formatNames = [...formats.map((format) => format.id), framesFormat];

/** An error points at the character. */
function readFilter(text: string): readonly FilterTerm[] {
  const parsed = parseFilter(text);
  if (parsed.kind === 'filter') return parsed.terms;
  throw new OperatorError(
    `--filter: ${parsed.message}.\n  ${text}\n  ${' '.repeat(parsed.at)}^\n`,
    `Try ${filterExamples.join(', ')}.`,
  );
}

const filterDetails = (analyzer: Analyzer, nowMs: number, terms: readonly FilterTerm[]): ReportDetails => ({
  calls: (query) => analyzer.calls(query).filter((call) => matchesFilter(call, terms, nowMs)),
  series: (query) => analyzer.series(query),
  stalls: (query) => analyzer.stalls(query),
});

export const reportCommand = {
  examples: [
    ['pbscope report night.pbscope', 'sessions, archives, latency, stuck and failed calls'],
    ['pbscope report night.pbscope --format html --output night.html', 'one file with charts, for a browser'],
    ['pbscope report x.pcapng --keylog x.keys', 'the same from a packet capture with TLS keys'],
    ['pbscope report night.pbscope --format json | jq .sessions', 'for scripts'],
    ["pbscope report night.pbscope --format calls --filter 'op:chunk latency>200ms'", 'the slow chunk calls'],
    ['pbscope report x.pcapng --keylog x.keys --format frames', 'one line per HTTP/2 frame'],
    ["pbscope report night.pbscope --fail-on warning --assert 'dedupShare>0.9' --junit night.xml", 'a gate for CI'],
  ],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst), pcap or pcapng; - is stdin' } },
  options: {
    format: { type: 'string', default: 'text', describe: formatNames.join(', ') },
    output: { type: 'string', describe: 'write to this file instead of stdout' },
    keylog: { type: 'string', describe: 'NSS key log of the capture (SSLKEYLOGFILE)' },
    filter: { type: 'string', describe: `only these calls: ${filterExamples.join(', ')}, or plain text` },
    'stuck-after': { type: 'string', describe: 'call it stuck after this silence, for example 10s' },
    ...gateOptions,
  },
  async run(context) {
    const isJson = context.print.isJson;
    const formatName =
      isJson && textFlag(context, 'format') === 'text' ? 'json' : (textFlag(context, 'format') ?? 'text');
    const format = formats.find((one) => one.id === formatName);
    if (format === undefined && formatName !== framesFormat) {
      const nearest = nearestWord(formatName, formatNames);
      throw new OperatorError(
        `There is no format ${formatName}.`,
        nearest === null ? `Choose one of ${formatNames.join(', ')}.` : `Did you mean ${nearest}?`,
      );
    }
    const terms = readFilter(textFlag(context, 'filter') ?? '');
    const gates = readGates(context);
    const isFrames = format === undefined;
    const frames: string[] = [];
    let hasFrames = false;
    const input = await openInput({
      path: textFlag(context, 'file') || '-',
      keylogPath: textFlag(context, 'keylog'),
      ...(isFrames
        ? {
            onFrame: (frame) => {
              hasFrames = true;
              frames.push(describeFrame(frame));
            },
          }
        : {}),
    });
    if (isFrames && input.kind === 'trace') {
      throw new OperatorError(
        `${input.name} is a trace, which holds no frames.`,
        'Use --format text, or give a packet capture.',
        exitCodes.unusableInput,
      );
    }
    const stuckAfter = textFlag(context, 'stuck-after');
    const output = openResult(textFlag(context, 'output'), context.print);
    const analyzer = new Analyzer({
      source: { kind: input.kind, name: input.name },
      startedAtUnixMs: input.startedAtUnixMs,
      ...(stuckAfter === undefined ? {} : { stuckAfterMs: parseWaitMs('stuck-after', stuckAfter) }),
    });
    for await (const event of input.events) {
      analyzer.feed(event);
      if (frames.length > 0) await output.write(`${frames.splice(0).join('\n')}\n`);
    }
    if (format === undefined) {
      if (!hasFrames) context.log.logger.warn('No frame was decoded. A capture of TLS needs its keys: --keylog FILE.');
      await output.close();
      return exitCodes.ok;
    }
    const report = analyzer.report();
    await output.write(format.render(report, filterDetails(analyzer, report.durationMs, terms)));
    await output.close();
    return await checkGates(gates, report, context);
  },
} satisfies Command;
