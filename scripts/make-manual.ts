// Writes man/pbscope.1 from the command list. Run `npm run manual` after a change of a command or flag.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../src/cli/commands/index.js';
import { renderManual } from '../src/cli/manual/index.js';
import { listCommands } from '../src/cli/parsing/index.js';
import { toolVersion } from '../src/cli/settings/index.js';
import { rootFolder } from '../test/support/paths.js';

mkdirSync(join(rootFolder, 'man'), { recursive: true });
writeFileSync(join(rootFolder, 'man', 'pbscope.1'), renderManual(await listCommands(commands), toolVersion));
