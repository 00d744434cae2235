// In: the command list. Out: every command and subcommand, loaded, in the order of help, for what is made from all of them:
// completion, the man page, the settings.
import type { Command, CommandEntry } from '../command.js';
import { nameOf } from './choose-command.js';

export interface ListedCommand {
  /** `server user add`. */
  readonly path: string;
  readonly entry: CommandEntry;
  readonly command: Command;
}

export async function listCommands(entries: readonly CommandEntry[], path = ''): Promise<readonly ListedCommand[]> {
  const listed: ListedCommand[] = [];
  for (const entry of entries) {
    const command = await entry.load();
    const ownPath = `${path} ${nameOf(entry)}`.trim();
    listed.push({ path: ownPath, entry, command }, ...(await listCommands(command.subcommands ?? [], ownPath)));
  }
  return listed;
}
