// A command line in, the chosen command and its flags or the operator's sentence out; nothing is run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, CommandEntry } from '../../../src/cli/command.js';
import { parseCommandLine } from '../../../src/cli/parsing/index.js';

const done = async (): Promise<0> => 0;
const loaded: string[] = [];

function entry(usage: string, command: Omit<Command, 'examples'>): CommandEntry {
  return {
    usage,
    describe: `what ${usage} does`,
    load: async () => {
      loaded.push(usage);
      return { examples: [[`pbscope ${usage.split(' ')[0]} x`, 'an example']], ...command };
    },
  };
}

const commands: readonly CommandEntry[] = [
  entry('proxy', {
    options: { upstream: { type: 'string', demandOption: true }, ascii: { type: 'boolean' } },
    run: done,
  }),
  entry('report <file>', { options: { format: { type: 'string', default: 'text' } }, run: done }),
  entry('server', {
    options: { folder: { type: 'string' } },
    run: done,
    subcommands: [
      entry('user', {
        options: {},
        subcommands: [entry('add <name> [rest..]', { options: { note: { type: 'string' } }, run: done })],
      }),
    ],
  }),
];

async function parse(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  file: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  loaded.length = 0;
  const warnings: string[] = [];
  const result = await parseCommandLine({
    words,
    commands,
    introduction: 'x',
    version: '0',
    environment,
    file,
    columns: 80,
    warn: (sentence) => warnings.push(sentence),
  }).then(
    (parsed) => {
      const own = Object.entries(parsed?.flags ?? {}).filter(
        ([name, value]) => value !== undefined && !['_', '$0', '--', 'color', 'log-level'].includes(name),
      );
      return own.map(([name, value]) => `${name}=${value}`).join(' ');
    },
    (error: Error) => error.message,
  );
  return [result, ...warnings].join('\n');
}

const cases: readonly (readonly [words: string, says: string])[] = [
  ['proxy --upstream pbs', 'upstream=pbs'],
  ['--log-file x proxy --upstream pbs', 'log-file=x upstream=pbs'],
  ['proxy', 'pbscope proxy needs --upstream. For example: pbscope proxy x'],
  ['proxy --upstream=', 'pbscope proxy needs --upstream. For example: pbscope proxy x'],
  ['proxy --upstraem pbs', 'There is no --upstraem. Did you mean --upstream?'],
  ['proxy extra --upstream pbs', 'extra is one word too many. See --help.'],
  ['prxy', 'There is no command prxy. Did you mean proxy?'],
  ['qiet', 'There is no command qiet. See pbscope --help.'],
  ['report', 'pbscope report needs a file. For example: pbscope report x'],
  ['report a b', 'b is one word too many. See --help.'],
  ['report a', 'format=text file=a'],
  ['report -', 'format=text file=-'],
  ['report -- --odd', 'format=text file=--odd'],
  ['report -- a b', 'b is one word too many. See --help.'],
  ['server --folder f', 'folder=f'],
  ['server --foldr f', 'There is no --foldr. Did you mean --folder?'],
  ['server --folder f usr', 'There is no command server usr. Did you mean server user?'],
  ['--qiet server usr', 'There is no --qiet. Did you mean --quiet?'],
  ['server usr', 'There is no command server usr. Did you mean server user?'],
  ['server user', 'pbscope server user needs one more word: add. See pbscope server user --help.'],
  ['server user add elsa --note x', 'note=x name=elsa rest='],
  ['server user add elsa b -- --c', 'name=elsa rest=b,--c'],
  ['server user add elsa b c d', 'name=elsa rest=b,c,d'],
  ['server user add elsa --note x --note y', 'note=y name=elsa rest='],
  ['server user add', 'pbscope server user add needs a name. For example: pbscope add x'],
];

for (const [words, says] of cases) {
  test(`pbscope ${words}`, async () => {
    assert.equal(await parse(words.split(' ')), says);
  });
}

test('only the chosen command is loaded', async () => {
  await parse(['report', 'a']);
  assert.deepEqual(loaded, ['report <file>']);
});

test('flags win over PBSCOPE_*, and those over pbscope.json; what is for other commands stays with them', async () => {
  const file = { format: 'json', upstream: 'file' };
  assert.equal(await parse(['report', 'a'], {}, file), 'format=json file=a');
  assert.equal(
    await parse(['report', 'a'], { PBSCOPE_FORMAT: 'calls', PBSCOPE_UPSTREAM: 'x' }, file),
    'format=calls file=a',
  );
  assert.equal(await parse(['report', 'a', '--format', 'frames'], { PBSCOPE_FORMAT: 'calls' }), 'format=frames file=a');
  assert.equal(await parse(['proxy'], { PBSCOPE_ASCII: '1' }, file), 'upstream=file ascii=true');
});

test('a setting that no command has is said, with the nearest', async () => {
  assert.equal(
    await parse(['report', 'a'], { PBSCOPE_UPSTRAEM: 'x' }, { fromat: 'json' }),
    'format=text file=a\nPBSCOPE_UPSTRAEM is no setting of pbscope. Did you mean PBSCOPE_UPSTREAM?\npbscope.json: fromat is no setting of pbscope. Did you mean format?',
  );
  assert.equal(
    await parse(['proxy', '--upstream', 'x'], { PBSCOPE_ASCII: 'maybe' }),
    'PBSCOPE_ASCII is maybe, which is neither yes nor no. Write 1 or 0.',
  );
});
