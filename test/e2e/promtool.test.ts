// What we show to Prometheus, and what docs/fleet.md tells to write for it, judged by Prometheus' own promtool.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { renderPrometheus } from '../../src/sinks/telemetry/index.js';
import { rootFolder } from '../support/paths.js';
import { createFeed, sampleReport } from '../support/sample-report.js';
import { whyWithout } from '../support/tools.js';

const skip = whyWithout('promtool');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-promtool-'));
after(() => rmSync(folder, { recursive: true }));

function promtool(words: readonly string[], input = ''): void {
  const { status, stdout, stderr } = spawnSync('promtool', words, { input, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

test('promtool finds nothing wrong with the metrics, its advice on style included', { skip }, async () => {
  promtool(['check', 'metrics'], await renderPrometheus(sampleReport, createFeed()));
});

test('the configuration and the rules of docs/fleet.md are ones', { skip }, () => {
  const page = readFileSync(join(rootFolder, 'docs', 'fleet.md'), 'utf8');
  const files = [...page.matchAll(/```yaml\n# (prometheus\.yml|pbscope\.rules\.yml)\n([\s\S]*?)```/g)];
  assert.deepEqual(
    files.map(([, name]) => name),
    ['prometheus.yml', 'pbscope.rules.yml'],
  );
  for (const [, name, text] of files) writeFileSync(join(folder, name!), text!);
  promtool(['check', 'config', join(folder, 'prometheus.yml')]);
  promtool(['check', 'rules', join(folder, 'pbscope.rules.yml')]);
});
