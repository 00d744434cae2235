// In: the key table and the commands. Out: docs/keys.md as text, so that the page says what the keys do.
import { filterExamples } from '../../core/report/index.js';
import { commands } from './commands.js';
import { keyTable } from './key-table.js';
import type { KeyBinding } from './keys.js';
import { viewIds } from './model.js';

const head = `# Keys of the dashboard

Written by \`scripts/make-keys-page.ts\` from the key table in \`src/sinks/dashboard/key-table.ts\`; do not edit. \`?\` shows the same on the screen.
`;

export function describeKeys(): string {
  const anywhere = keyTable.filter((binding) => binding.places.includes('everywhere'));
  const perView = viewIds.flatMap((view) => {
    const own = keyTable.filter((binding) => binding.places.includes(view));
    return own.some((binding) => binding.shown !== '') ? [`## In ${view}`, '', ...describeTable(own)] : [];
  });
  return [
    head,
    '## Everywhere',
    '',
    ...describeTable(anywhere),
    ...perView,
    '## Commands, after `:`',
    '',
    '| command | does |',
    '|---|---|',
    ...commands.map(({ usage, help }) => `| \`${usage}\` | ${help} |`),
    '',
    '## Filters, after `/`',
    '',
    'All words must match; tab completes; an error points at the character. `:save NAME` keeps the filter, `@NAME` stands for it, also in',
    '`pbscope report --filter`.',
    '',
    filterExamples.map((example) => `\`${example}\``).join(' · '),
    '',
  ].join('\n');
}

function describeTable(bindings: readonly KeyBinding[]): string[] {
  const rows = bindings
    .filter((binding) => binding.shown !== '')
    .map(
      ({ shown, help }) =>
        `| ${shown
          .split(' ')
          .map((one) => `\`${one}\``)
          .join(' ')} | ${help} |`,
    );
  return ['| key | does |', '|---|---|', ...rows, ''];
}
