// `npm run oracle`: runs whose truth is known against what the diagnosis says of them; some two minutes. `-- TEXT …` for the runs whose
// names contain one of the texts, `-- --write` to write docs/oracle.md. Ends with 1 when something is not as expected.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { oracleRuns, whyNot } from '../../test/support/oracle/oracle-runs.js';
import { performAll } from '../../test/support/oracle/perform.js';
import { describeSum, renderLine, renderPage } from './page.js';

const { wanted, isWriting } = readArguments(process.argv.slice(2));
const chosen =
  wanted.length === 0 ? oracleRuns : oracleRuns.filter(({ name }) => wanted.some((text) => name.includes(text)));
const possible = chosen.filter((run) => whyNot(run) === false);
for (const run of chosen) if (!possible.includes(run)) process.stderr.write(`left out: ${run.name}: ${whyNot(run)}\n`);
const performed = await performAll(possible, (one) => process.stderr.write(`${renderLine(one)}\n`));
const page = renderPage(performed, `Node ${process.versions.node}, ${cpus().length} cores.`);
if (isWriting && possible.length === chosen.length) writeFileSync('docs/oracle.md', page);
else process.stdout.write(page.slice(page.indexOf('| run')));
process.stdout.write(`\n${describeSum(performed)}\n`);
process.exitCode = performed.some(({ misses }) => misses.length > 0) ? 1 : 0;

function readArguments(words: readonly string[]): { readonly wanted: readonly string[]; readonly isWriting: boolean } {
  const wanted = words.filter((word) => word !== '--write');
  if (words.includes('--write') && wanted.length > 0) {
    process.stderr.write('oracle: the page is of all runs. Leave out the names, or --write.\n');
    process.exit(2);
  }
  return { wanted, isWriting: words.includes('--write') };
}
