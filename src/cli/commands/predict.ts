// `pbscope predict FILE`: a recorded session under other round trips, rates, depths and windows. Computes nothing itself.
import { adviseFirst, createModel, predict, recordedScenario, type Scenario } from '../../core/model/index.js';
import { type PredictionText, renderPrediction } from '../../sinks/export/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { openInput } from '../input/index.js';
import { readRecording, readScenarios, scenarioOptions } from '../prediction/index.js';

function readSession(context: CommandContext): number | null {
  const text = textFlag(context, 'session');
  if (text === undefined) return null;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new OperatorError(`--session ${text} is no number of a session.`, 'Give one that `pbscope report FILE` shows.');
}

export const predictCommand = {
  examples: [
    ['pbscope predict night.pbscope --rtt 20ms,80ms,150ms', 'the same session at other distances'],
    ['pbscope predict night.pbscope --rtt 80ms --bandwidth 20mbit,100mbit', 'over lines of other rates'],
    ['pbscope predict restore.pbscope --rtt 80ms --depth 1,4,16', 'with more chunks under way at a time'],
    ['pbscope predict night.pbscope --rtt 80ms --like s3-head', 'what the list of known chunks is worth'],
  ],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst), pcap or pcapng; - is stdin' } },
  options: {
    ...scenarioOptions,
    session: { type: 'string', describe: 'number of the session (the longest)' },
    keylog: { type: 'string', describe: 'NSS key log of the capture (SSLKEYLOGFILE)' },
  },
  async run(context) {
    const scenarios = readScenarios(context);
    const session = readSession(context);
    const input = await openInput({ path: textFlag(context, 'file') || '-', keylogPath: textFlag(context, 'keylog') });
    const { recording } = await readRecording(input, session);
    const isHead = scenarios.some(({ like }) => like === 's3-head');
    if (isHead && recording.kind === 'restore') {
      throw new OperatorError('A restore asks for each chunk anyway.', 'Give a backup to --like s3-head.');
    }
    const model = createModel(recording);
    const asRecorded = predict(model, recordedScenario);
    const predictions = scenarios.map((scenario) => predict(model, scenario));
    const worst = predictions.reduce(
      (slowest, one, at) => (one.durationMs > predictions[slowest]!.durationMs ? at : slowest),
      0,
    );
    const conclusion: PredictionText['conclusion'] = isHead
      ? { kind: 'head-gain', withKnownChunks: scenarios.map((scenario) => predict(model, plainOf(scenario))) }
      : { kind: 'advice', advice: adviseFirst(model, scenarios[worst]!), at: predictions[worst]! };
    context.print.message({
      messageType: 'prediction',
      session: recording.session,
      recorded: { durationMs: recording.durationMs, rttMs: model.rttMs, modelMs: asRecorded.durationMs },
      predictions,
      ...(conclusion.kind === 'advice'
        ? { advice: conclusion.advice }
        : { withKnownChunks: conclusion.withKnownChunks }),
    });
    context.print.result(renderPrediction({ model, asRecorded, predictions, conclusion }));
    return exitCodes.ok;
  },
} satisfies Command;

/** The same line with PBS's own protocol, and with the client's own depth: that of the questions is another matter. */
const plainOf = (scenario: Scenario): Scenario => ({ ...scenario, like: null, depth: null });
