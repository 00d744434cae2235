// `pbscope open FILE`: a trace or a capture in, the dashboard over it; where stdout is no terminal, the text report.
import { Analyzer } from '../../core/analyzer.js';
import { type Command, textFlag } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { openInput } from '../input/index.js';
import { hasScreen, showDashboard } from '../output/index.js';
import { reportCommand } from './report.js';

export const openCommand: Command = {
  examples: [
    ['pbscope open night.pbscope', 'look at last night'],
    ['pbscope open x.pcapng --keylog x.keys', 'a packet capture with TLS keys'],
  ],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst), pcap or pcapng; - is stdin' } },
  options: {
    keylog: { type: 'string', describe: 'NSS key log of the capture (SSLKEYLOGFILE)' },
    ascii: { type: 'boolean', describe: 'draw with ASCII only' },
  },
  async run(context) {
    if (!hasScreen(context)) return reportCommand.run(context);
    const input = await openInput({ path: textFlag(context, 'file') || '-', keylogPath: textFlag(context, 'keylog') });
    const analyzer = new Analyzer({
      source: { kind: input.kind, name: input.name },
      startedAtUnixMs: input.startedAtUnixMs,
    });
    for await (const event of input.events) analyzer.feed(event);
    await showDashboard(context, { feed: analyzer, title: input.name, isLive: false }).closed;
    return exitCodes.ok;
  },
};
