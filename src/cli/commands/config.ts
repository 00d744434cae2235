// `pbscope config`: each setting that is set, its value and where it came from; with --all those at their defaults too.
import { type Command, isFlagOn } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { globalOptions, listCommands, traceSettings } from '../parsing/index.js';
import { configFile, readConfigFile } from '../settings/index.js';

export const configCommand: Command = {
  examples: [
    ['pbscope config', 'what the environment and pbscope.json set'],
    ['pbscope config --all --json', 'every setting with its default, for scripts'],
  ],
  options: { all: { type: 'boolean', describe: 'those at their defaults too' } },
  async run(context) {
    const path = configFile();
    const listed = [
      { path: '', command: { options: globalOptions } },
      ...(await listCommands(context.commands)).map(({ path: words, command }) => ({ path: words, command })),
    ];
    const settings = traceSettings(listed, process.env, readConfigFile()).filter(
      (setting) => setting.source !== 'default' || isFlagOn(context, 'all'),
    );
    const width = Math.max(0, ...settings.map((setting) => setting.flag.length));
    context.print.result(
      [
        `Settings come from flags, then PBSCOPE_*, then ${path}.`,
        ...settings.map(
          ({ flag, value, source, usedBy }) =>
            `  ${flag.padEnd(width)}  ${value ?? '-'}  (${source}; ${usedBy.length === 0 ? 'all commands' : usedBy.join(', ')})`,
        ),
        ...(settings.length === 0 ? ['Nothing is set there.'] : []),
        '',
      ].join('\n'),
    );
    context.print.message({ messageType: 'config', file: path, settings });
    return exitCodes.ok;
  },
};
