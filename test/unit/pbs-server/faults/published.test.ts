// What is published of the faults is what the code has: the JSON Schema, the table of docs/faults.md, the example files.
// `PBSCOPE_UPDATE_GOLDEN=1` writes schema and table anew.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultKinds, formatFaultSchema, parseFaultFile } from '../../../../src/pbs-server/faults/index.js';
import { fixturesFolder, rootFolder } from '../../../support/paths.js';

const docs = join(rootFolder, 'docs');
const isUpdating = process.env['PBSCOPE_UPDATE_GOLDEN'] === '1';
const tablePattern = /(<!-- actions -->\n)[\s\S]*(<!-- \/actions -->)/;

/** What an editor is told, read back from the published schema: fields with their defaults. */
interface PublishedAction {
  readonly properties: Readonly<
    Record<string, { readonly const?: string; readonly default?: unknown; readonly enum?: readonly string[] }>
  >;
  readonly required: readonly string[];
}

function renderTable(): string {
  const schema = JSON.parse(formatFaultSchema()) as {
    readonly properties: {
      readonly faults: {
        readonly items: {
          readonly properties: { readonly do: { readonly items: { readonly oneOf: readonly PublishedAction[] } } };
        };
      };
    };
  };
  const rows = schema.properties.faults.items.properties.do.items.oneOf.map(({ properties, required }, index) => {
    const fields = Object.entries(properties).flatMap(([name, field]) => {
      if (name === 'kind' || name === 'at') return [];
      if (required.includes(name)) return [`\`${name}\``];
      return field.default === undefined ? [`\`${name}\`?`] : [`\`${name}\` = \`${JSON.stringify(field.default)}\``];
    });
    const moments = (properties['at']?.enum ?? ['reply']).join(', ');
    return `| \`${faultKinds[index]?.kind}\` | ${faultKinds[index]?.says} | ${fields.join(', ')} | ${moments} | ${placesOf(index)} |`;
  });
  return `| kind | what | fields | at | places |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** The smallest action of each kind, for what only a parsed one knows. */
const smallest: Readonly<Record<string, object>> = {
  delay: { durationMs: 0 },
  reply: { status: 200 },
  trickle: { bytes: 1, everyMs: 0 },
  truncate: { atByte: 0 },
  corrupt: { atByte: 0 },
  reset: { code: 0 },
  goaway: { code: 0 },
  holdWindow: { durationMs: 0 },
  stopReading: { durationMs: 0 },
  stopWriting: { durationMs: 0 },
  throttle: { bytesPerSec: 1 },
};

function placesOf(index: number): string {
  const kind = faultKinds[index]?.kind ?? '';
  const file = parseFaultFile(JSON.stringify({ faults: [{ do: [{ kind, ...smallest[kind] }] }] }));
  assert.ok(file.kind === 'plan', `${kind}: ${file.kind === 'problem' ? file.sentence : ''}`);
  return file.plan.faults[0]?.do[0]?.places.join(', ') ?? '';
}

test('docs/faults.schema.json is the schema', () => {
  const path = join(docs, 'faults.schema.json');
  if (isUpdating) writeFileSync(path, formatFaultSchema());
  assert.equal(readFileSync(path, 'utf8'), formatFaultSchema());
});

test('the table of docs/faults.md lists every action with its fields', () => {
  const path = join(docs, 'faults.md');
  const page = readFileSync(path, 'utf8');
  assert.match(page, tablePattern);
  const fresh = page.replace(tablePattern, (_, before, after) => `${before}${renderTable()}${after}`);
  if (isUpdating) writeFileSync(path, fresh);
  assert.equal(isUpdating ? fresh : page, fresh);
});

test('the example on the page is right', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(docs, 'faults.md'), 'utf8')) ?? [];
  const file = parseFaultFile(example);
  assert.equal(file.kind === 'problem' ? file.sentence : '', '');
});

test('every example file is right, and every action has one', () => {
  const folder = join(fixturesFolder, 'faults');
  const used = new Set<string>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const file = parseFaultFile(readFileSync(join(folder, name), 'utf8'));
    assert.ok(file.kind === 'plan', `${name}: ${file.kind === 'problem' ? file.sentence : ''}`);
    for (const fault of file.plan.faults) for (const action of fault.do) used.add(action.kind);
  }
  assert.deepEqual(
    faultKinds.filter(({ kind }) => !used.has(kind)).map(({ kind }) => kind),
    [],
  );
});
