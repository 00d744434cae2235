// `pbscope report FILE`: a trace or a capture in, one of the formats of sinks/export out. Computes nothing itself.
import type { Analyzer } from '../../core/analyzer.js';
import {
  expandSavedFilters,
  type FilterTerm,
  filterExamples,
  matchesFilter,
  parseFilter,
} from '../../core/report/index.js';
import type { ReportDetails } from '../../sinks/export/index.js';
import { type Command, textFlag, textList } from '../command.js';
import { readDashboardSettings } from '../dashboard-settings/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { checkGates, gateOptions, readGates } from '../gates/index.js';
import { logPaths, readLogs, withOption } from '../input/index.js';
import { openResult } from '../output/index.js';
import {
  chooseFormat,
  formatNames,
  logicalSizeOption,
  readLogicalSize,
  reportTables,
  writeReport,
} from '../reporting/index.js';
import { parseWaitMs } from '../settings/index.js';

/** An error points at the character. */
function readFilter(text: string): readonly FilterTerm[] {
  const expanded = expandSavedFilters(text, readDashboardSettings().filters);
  const parsed = expanded.kind === 'error' ? expanded : parseFilter(expanded.text);
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
    [
      'pbscope report night.pbscope --with task.log --with haproxy.log',
      'and what the server and the balancer say of it',
    ],
    ['pbscope report x.pcapng --logical-size 100GiB', 'without keys: what sizes and times tell (docs/shape.md)'],
    ['pbscope report night.pbscope --format json | jq .sessions', 'for scripts'],
    ["pbscope report night.pbscope --format calls --filter 'op:chunk latency>200ms'", 'the slow chunk calls'],
    ['pbscope report x.pcapng --keylog x.keys --format frames', 'one line per HTTP/2 frame'],
    ['pbscope report night.pbscope --format har --output night.har', 'for other tools: see docs/exports.md'],
    ['pbscope report *.pbscope.zst --format parquet --output tables', 'many nights as tables: see docs/fleet.md'],
    ["pbscope report night.pbscope --fail-on warning --assert 'dedupShare>0.9' --junit night.xml", 'a gate for CI'],
  ],
  positionals: {
    files: { describe: 'a trace (.pbscope, .gz, .zst), pcap or pcapng; - is stdin; parquet takes several' },
  },
  options: {
    format: { type: 'string', default: 'text', describe: formatNames.join(', ') },
    output: { type: 'string', describe: 'write to this file instead of stdout; parquet: to this folder' },
    keylog: { type: 'string', describe: 'NSS key log of the capture (SSLKEYLOGFILE)' },
    ...withOption,
    filter: {
      type: 'string',
      describe: `only these calls: ${filterExamples.join(', ')}, @name of one saved in the dashboard, or plain text`,
    },
    host: { type: 'string', describe: 'parquet: the machine that the rows name, instead of this one' },
    ...logicalSizeOption,
    'stuck-after': { type: 'string', describe: 'call it stuck after this silence, for example 10s' },
    ...gateOptions,
  },
  async run(context) {
    const isJson = context.print.isJson;
    const formatName =
      isJson && textFlag(context, 'format') === 'text' ? 'json' : (textFlag(context, 'format') ?? 'text');
    const format = chooseFormat(formatName);
    const terms = readFilter(textFlag(context, 'filter') ?? '');
    const gates = readGates(context);
    const paths = textList(context, 'files');
    const stuckAfter = textFlag(context, 'stuck-after');
    const stuckAfterMs = stuckAfter === undefined ? undefined : parseWaitMs('stuck-after', stuckAfter);
    const keylogPath = textFlag(context, 'keylog');
    const besides = logPaths(context);
    if (format.from === 'tables' && besides.length > 0)
      throw new OperatorError('--with is for one recording and its report.', 'Leave it out with --format parquet.');
    if (format.from === 'tables') return await reportTables({ paths, keylogPath, stuckAfterMs, terms, gates, context });
    const logs = await readLogs(besides, (sentence) => context.log.logger.warn(sentence));
    const { report, hasContent } = await writeReport({
      format,
      input: { path: onlyPath(paths, format.id), keylogPath, logicalBytes: readLogicalSize(context) },
      stuckAfterMs,
      logs,
      detailsOf: (analyzer, nowMs) => ({ ...filterDetails(analyzer, nowMs, terms), zone: context.zone }),
      openOutput: () => openResult(textFlag(context, 'output'), context.print),
    });
    if (format.from === 'report' || format.from === 'events') return await checkGates(gates, report, context);
    if (!hasContent) context.log.logger.warn('No frame was decoded. A capture of TLS needs its keys: --keylog FILE.');
    return exitCodes.ok;
  },
} satisfies Command;

function onlyPath(paths: readonly string[], format: string): string {
  if (paths.length <= 1) return paths[0] || '-';
  throw new OperatorError(
    `--format ${format} is of one recording, and ${paths.length} were given.`,
    'Name one, or take --format parquet --output FOLDER, which puts many into the same tables.',
  );
}
