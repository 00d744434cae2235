// The man page is made from the command list: it is fresh, and man takes it without a complaint.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../../src/cli/commands/index.js';
import { renderManual } from '../../../src/cli/manual/index.js';
import { listCommands } from '../../../src/cli/parsing/index.js';
import { toolVersion } from '../../../src/cli/settings/index.js';
import { rootFolder } from '../../support/paths.js';
import { whyWithout } from '../../support/tools.js';

const path = join(rootFolder, 'man', 'pbscope.1');

test('man/pbscope.1 is what the commands say (npm run manual makes it anew)', async () => {
  assert.equal(readFileSync(path, 'utf8'), renderManual(await listCommands(commands), toolVersion));
});

test('groff has no complaint of it', { skip: whyWithout('groff') }, () => {
  const { stderr, stdout } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z', path], { encoding: 'utf8' });
  assert.equal(stderr + stdout, '');
});
