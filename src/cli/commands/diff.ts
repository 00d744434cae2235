// `pbscope diff A B`: what changed between two runs, and which part of the time it explains. Computes nothing itself.
import { Analyzer } from '../../core/analyzer.js';
import {
  checkDiffGate,
  type DiffGate,
  diffGateExamples,
  diffGateNames,
  diffReports,
  parseDiffGate,
} from '../../core/model/index.js';
import type { Report } from '../../core/report/index.js';
import { renderDiff } from '../../sinks/export/index.js';
import { type Command, type CommandContext, textFlag, textList } from '../command.js';
import { exitCodes, nearestWord, OperatorError } from '../errors/index.js';
import { openInput } from '../input/index.js';

async function readReport(path: string, keylogPath: string | undefined): Promise<Report> {
  const input = await openInput({ path, keylogPath });
  const analyzer = new Analyzer({
    source: { kind: input.kind, name: input.name },
    startedAtUnixMs: input.startedAtUnixMs,
  });
  for await (const event of input.events) analyzer.feed(event);
  return analyzer.report();
}

function readGate(text: string): DiffGate {
  const gate = parseDiffGate(text);
  if (gate !== null) return gate;
  const nearest = nearestWord(/^[a-z]*/i.exec(text)?.[0] ?? '', diffGateNames);
  throw new OperatorError(
    `--fail-on ${text} is no condition.`,
    nearest === null
      ? `Try ${diffGateExamples.join(', ')}.`
      : `Did you mean ${nearest}? Try ${diffGateExamples.join(', ')}.`,
  );
}

const readGates = (context: CommandContext): readonly DiffGate[] =>
  textList(context, 'fail-on')
    .flatMap((text) => text.split(','))
    .map(readGate);

export const diffCommand = {
  examples: [
    ['pbscope diff monday.pbscope tuesday.pbscope', 'why tuesday took longer'],
    ['pbscope diff good.pbscope new.pbscope --fail-on slower>10%,dedup>5%', 'a gate for CI: exit 3'],
    ['pbscope diff a.pcapng b.pcapng --keylog a.keys --keylog-after b.keys', 'two packet captures'],
  ],
  positionals: {
    before: { describe: 'a trace or a capture' },
    after: { describe: 'another one, of the same job' },
  },
  options: {
    'fail-on': {
      type: 'string',
      array: true,
      describe: `exit with 3 when it holds: ${diffGateExamples.join(', ')}`,
    },
    keylog: { type: 'string', describe: 'NSS key log of the first capture' },
    'keylog-after': { type: 'string', describe: 'of the second, where it is another (that of the first)' },
  },
  async run(context) {
    const gates = readGates(context);
    const keylog = textFlag(context, 'keylog');
    const before = await readReport(textFlag(context, 'before') ?? '-', keylog);
    const after = await readReport(textFlag(context, 'after') ?? '-', textFlag(context, 'keylog-after') ?? keylog);
    const diff = diffReports(before, after);
    const broken = gates.flatMap((gate) => checkDiffGate(gate, diff));
    context.print.message({ messageType: 'diff', ...diff, broken });
    context.print.result(renderDiff(diff, { before: before.source.name, after: after.source.name }));
    for (const sentence of broken) context.log.logger.error(sentence);
    return broken.length > 0 ? exitCodes.findings : exitCodes.ok;
  },
} satisfies Command;
