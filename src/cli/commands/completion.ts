// `pbscope completion SHELL`: a script for the shell, made from the command list.
import { type Command, textFlag } from '../command.js';
import { buildCompletionTable, shells } from '../completion/index.js';
import { exitCodes, nearestWord, OperatorError } from '../errors/index.js';
import { listCommands } from '../parsing/index.js';

export const completionCommand: Command = {
  examples: shells.map((shell) => [shell.howTo, `in ${shell.name}`]),
  positionals: { shell: { describe: shells.map((shell) => shell.name).join(', ') } },
  options: {},
  async run(context) {
    const name = textFlag(context, 'shell') ?? '';
    const shell = shells.find((one) => one.name === name);
    if (shell === undefined) {
      const names = shells.map((one) => one.name);
      const nearest = nearestWord(name, names);
      throw new OperatorError(
        `There is no completion for ${name}.`,
        nearest === null ? `Choose one of ${names.join(', ')}.` : `Did you mean ${nearest}?`,
      );
    }
    await context.print.data(shell.render(buildCompletionTable(await listCommands(context.commands))));
    return exitCodes.ok;
  },
};
