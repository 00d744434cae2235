// Every version of the format that was ever written is read whole; the published schema is that of the reader, and the files obey it.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeEvent, type Event, traceVersion } from '../../../../src/core/event/index.js';
import { checkTrace, formatTraceSchema, readTrace } from '../../../../src/sources/trace/index.js';
import { fixturesFolder, rootFolder } from '../../../support/paths.js';

const isUpdating = process.env['PBSCOPE_UPDATE_GOLDEN'] === '1';
const fileOf = (version: number): string => join(fixturesFolder, 'traces', `version-${version}.pbscope`);
const versions = Array.from({ length: traceVersion }, (_, index) => index + 1);

async function readAll(path: string): Promise<Event[]> {
  const trace = await readTrace(createReadStream(path));
  const events: Event[] = [];
  for await (const event of trace.events) events.push(event);
  return events;
}

for (const version of versions) {
  test(`version ${version}: every line is read`, async () => {
    assert.ok(existsSync(fileOf(version)), `fixtures/traces needs a file of version ${version}`);
    const check = await checkTrace(createReadStream(fileOf(version)));
    assert.equal(check.header.version, version);
    assert.deepEqual(check.damages, []);
    assert.equal(check.hasEnd, true);
  });
}

test('a handshake that failed in version 1 gets what it lacks', async () => {
  const failed = (await readAll(fileOf(1))).find((event) => event.kind === 'tlsFailed');
  assert.ok(failed !== undefined);
  assert.equal(failed.fingerprint, null);
  assert.equal(describeEvent(failed), '+11001.500 [4] tlsFailed leg=client by client: bad_certificate');
});

test('docs/trace.schema.json is the schema', () => {
  const path = join(rootFolder, 'docs', 'trace.schema.json');
  if (isUpdating) writeFileSync(path, formatTraceSchema());
  assert.equal(readFileSync(path, 'utf8'), formatTraceSchema());
});

test('docs/trace-format.md names every kind of event, and the version', () => {
  const page = readFileSync(join(rootFolder, 'docs', 'trace-format.md'), 'utf8');
  const schema = JSON.parse(formatTraceSchema()) as {
    $defs: { event: { oneOf: { properties: { kind: { const: string } } }[] } };
  };
  for (const { properties } of schema.$defs.event.oneOf) {
    assert.match(page, new RegExp(`\`${properties.kind.const}\``), properties.kind.const);
  }
  assert.match(page, new RegExp(`version ${traceVersion}\\b`));
});
