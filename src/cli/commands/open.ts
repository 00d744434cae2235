// `pbscope open FILE`: a trace or a capture in, the dashboard over it; where stdout is no terminal, the text report.
import { Analyzer } from '../../core/analyzer.js';
import type { Event } from '../../core/event/index.js';
import { gatherEvidence } from '../../core/evidence/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { type Input, logPaths, openInput, readLogs, withOption } from '../input/index.js';
import { hasScreen } from '../output/index.js';
import { createPlayer, maxPlayedEvents, parseSpeed, withLogs } from '../playback/index.js';
import { logicalSizeOption, readLogicalSize } from '../reporting/index.js';
import { reportCommand } from './report.js';

/** A recording that can be played; a very long one stands at its end. */
async function readFeed(input: Input, context: CommandContext): Promise<Analyzer | ReturnType<typeof createPlayer>> {
  const createAnalyzer = (): Analyzer =>
    new Analyzer({
      source: { kind: input.kind, name: input.name },
      startedAtUnixMs: input.startedAtUnixMs,
      keptEventCount: maxPlayedEvents,
      shapes: input.shapes,
    });
  const analyzer = createAnalyzer();
  let events: Event[] | null = [];
  for await (const event of input.events) {
    analyzer.feed(event);
    events?.push(event);
    if (events !== null && events.length > maxPlayedEvents) events = null;
  }
  if (events !== null) return createPlayer({ events, createAnalyzer, nowMs: () => performance.now() });
  context.log.logger.warn(
    `${input.name} has more than ${maxPlayedEvents} events: it cannot be played, only looked at.`,
  );
  return analyzer;
}

export const openCommand: Command = {
  examples: [
    ['pbscope open night.pbscope', 'look at last night'],
    ['pbscope open night.pbscope --speed 60', 'play it, a minute in a second; space holds, , and . move'],
    ['pbscope open x.pcapng --keylog x.keys', 'a packet capture with TLS keys'],
    ['pbscope open night.pbscope --with task.log', 'lines of other logs among the events of view 7'],
  ],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst), pcap or pcapng; - is stdin' } },
  options: {
    keylog: { type: 'string', describe: 'NSS key log of the capture (SSLKEYLOGFILE)' },
    ...withOption,
    ...logicalSizeOption,
    speed: {
      type: 'string',
      describe: 'play from the start, so many times as fast (1 to 1000); absent: stand at the end',
    },
    ascii: { type: 'boolean', describe: 'draw with ASCII only, as on consoles without the signs' },
    mouse: {
      type: 'boolean',
      default: true,
      describe: 'wheel and clicks; --no-mouse leaves them to the terminal, to select text',
    },
  },
  async run(context) {
    const path = textFlag(context, 'file') || '-';
    if (!hasScreen(context)) return reportCommand.run({ ...context, flags: { ...context.flags, files: [path] } });
    const speedText = textFlag(context, 'speed');
    const speed = speedText === undefined ? null : parseSpeed(speedText);
    const logicalBytes = readLogicalSize(context);
    const input = await openInput({ path, keylogPath: textFlag(context, 'keylog'), logicalBytes });
    const recording = await readFeed(input, context);
    const logs = await readLogs(logPaths(context), (sentence) => context.log.logger.warn(sentence));
    const feed =
      logs.length === 0
        ? recording
        : withLogs(
            recording,
            gatherEvidence(logs, recording.report(), (query) => recording.calls(query)),
          );
    if (speed !== null && 'playback' in recording) recording.playback.play(speed);
    const { showDashboard } = await import('../screen/index.js');
    await showDashboard(context, { feed, details: feed, title: input.name, isLive: false }).closed;
    return exitCodes.ok;
  },
};
