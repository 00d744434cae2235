// Where pbscope keeps what it must remember, by the XDG base directory specification.
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** CA and leaf certificates live here. */
export function dataFolder(environment: Environment = process.env): string {
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'pbscope');
}

/** `pbscope.json` is looked for here. */
export function configFile(environment: Environment = process.env): string {
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'pbscope', 'pbscope.json');
}
