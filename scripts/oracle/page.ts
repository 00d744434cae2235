// The table of the oracle. In: what was performed. Out: its lines as text, and docs/oracle.md.
import type { Performed } from '../../test/support/oracle/perform.js';

const head = `# What the oracle says

Written by \`npm run oracle -- --write\`; do not edit. Each run is a server, a line or a client of which it is known what it costs or
breaks: the embedded server with [faults](faults.md), emulated [lines](wan.md) on either side of the relay, the embedded client in the
shape of a genuine one. Nothing of it is told to the part that watches. What the report then says is compared with what is known.

- A **cause** of the time budget has to carry what was injected, within 5 % or 50 ms. The injected time is reckoned from the fault or the
  line, never from the budget.
- A **rule** has to be the top verdict of its session, with the severity given, and no other error beside it.
- Where nothing is wrong there is no warning at all.
- In every run the causes of each session sum to its duration within 1 ms.

A run that misses is repeated up to twice, since a busy machine can be late; *tries* says how often it took. A wrong diagnosis misses each
time. Runs with "times as fast" have a clock that goes so much faster than ours, for limits of minutes. Loopback loses no packets: the run
for the MTU black hole has a server that reads nothing more, and kernel counters with losses written in.

Each cause and each rule has a run. A short sample of the runs is part of \`npm test\`, all of them of \`npm run test:long\`.
On a machine that has other work to do, \`chrt -r 1 npm run oracle\` keeps that out of the figures.
`;

const titles = ['run', 'expected', 'found', 'tries'] as const;

const cellsOf = ({ name, expected, found, misses, attemptCount }: Performed): readonly string[] => [
  name,
  expected === '' ? 'no error' : expected,
  `${found === '' ? 'no error' : found}${misses.length === 0 ? '' : ' **missed**'}`,
  String(attemptCount),
];

const rowOf = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

export function renderPage(performed: readonly Performed[], machine: string): string {
  const rows = [titles, titles.map(() => '---'), ...performed.map(cellsOf)].map(rowOf);
  return `${head}\n${describeSum(performed)} ${machine}\n\n${rows.join('\n')}\n`;
}

/** One line when a run is through, and what is wrong with it, indented. */
export function renderLine(performed: Performed): string {
  const [name, expected, found, attemptCount] = cellsOf(performed);
  const verdict = performed.misses.length === 0 ? 'ok  ' : 'MISS';
  const tries = performed.attemptCount === 1 ? '' : ` (${attemptCount} tries)`;
  const lines = [`${verdict} ${name}${tries}`, `     expected ${expected}`, `     found    ${found}`];
  return [...lines, ...performed.misses.map((miss) => `     ! ${miss}`)].join('\n');
}

export function describeSum(performed: readonly Performed[]): string {
  const missed = performed.filter(({ misses }) => misses.length > 0);
  const count = `${performed.length} runs`;
  return missed.length === 0 ? `${count}, all as expected.` : `${count}, ${missed.length} not as expected.`;
}
