// In: a folder that is not there yet. Out: filters kept from one run to the next, and a damaged file that hurts nobody.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  readDashboardSettings,
  saveFilter,
  writeDashboardSettings,
} from '../../../src/cli/dashboard-settings/index.js';
import { writeReport } from '../../../src/cli/screen/write-report.js';
import { createFeed, sampleReport } from '../../support/sample-report.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-settings-'));
after(() => rmSync(folder, { recursive: true }));

test('filters are kept by name and forgotten again', () => {
  const path = join(folder, 'new', 'dashboard.json');
  assert.deepEqual(readDashboardSettings(path), { filters: {}, hasBeenSeen: false });
  saveFilter('slow', 'latency>1s', path);
  writeDashboardSettings({ ...readDashboardSettings(path), hasBeenSeen: true }, path);
  saveFilter('bad', 'failed', path);
  saveFilter('slow', null, path);
  assert.deepEqual(readDashboardSettings(path), { filters: { bad: 'failed' }, hasBeenSeen: true });
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('a damaged file is an empty one', () => {
  const path = join(folder, 'damaged.json');
  for (const text of ['', '{', '[]', '{"filters":{"a":1}}']) {
    writeFileSync(path, text);
    assert.deepEqual(readDashboardSettings(path).filters, {});
  }
});

test('the report is written in the form of its ending, over nothing that is there', async () => {
  const write = (name: string): Promise<string> => writeReport(join(folder, name), sampleReport, createFeed());
  assert.equal(JSON.parse(readFileSync(await write('a.json'), 'utf8')).format, 1);
  assert.match(readFileSync(await write('a.txt'), 'utf8'), /elsa/);
  assert.match(readFileSync(await write('a.html'), 'utf8'), /^<!doctype html>/i);
  await assert.rejects(write('a.json'), /a\.json is there already/);
  await assert.rejects(write('a.doc'), /a\.doc: end it in \.txt, \.json, \.html/);
});
