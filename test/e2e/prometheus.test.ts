// What we show to Prometheus, and what docs/fleet.md tells to write for it: judged by promtool, and scraped from a running proxy by the
// real server with that configuration.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { renderPrometheus } from '../../src/sinks/telemetry/index.js';
import { freePort } from '../support/boxes/real-box.js';
import { rootFolder } from '../support/paths.js';
import { backupOf, useProxyRig } from '../support/proxy-rig.js';
import { createFeed, sampleReport } from '../support/sample-report.js';
import { whyWithout } from '../support/tools.js';

const skip = whyWithout('promtool');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-promtool-'));
after(() => rmSync(folder, { recursive: true }));
const rig = useProxyRig('prometheus');

function promtool(words: readonly string[], input = ''): void {
  const { status, stdout, stderr } = spawnSync('promtool', words, { input, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

test('promtool finds nothing wrong with the metrics, its advice on style included', { skip }, async () => {
  promtool(['check', 'metrics'], await renderPrometheus(sampleReport, createFeed()));
});

/** Name → text, of the files that docs/fleet.md shows. */
function filesOfPage(): ReadonlyMap<string, string> {
  const page = readFileSync(join(rootFolder, 'docs', 'fleet.md'), 'utf8');
  const found = page.matchAll(/```yaml\n# (prometheus\.yml|pbscope\.rules\.yml)\n([\s\S]*?)```/g);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}

test('the configuration and the rules of docs/fleet.md are ones', { skip }, () => {
  const files = filesOfPage();
  assert.deepEqual([...files.keys()], ['prometheus.yml', 'pbscope.rules.yml']);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  promtool(['check', 'config', join(folder, 'prometheus.yml')]);
  promtool(['check', 'rules', join(folder, 'pbscope.rules.yml')]);
});

/** The answer of Prometheus to a query; asked again until it has one: it says nothing of its first scrape. */
async function ask(port: number, query: string): Promise<string> {
  for (;;) {
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`).catch(
      () => null,
    );
    const answer = reply?.ok ? ((await reply.json()) as { data: { result: { value: [number, string] }[] } }) : null;
    const value = answer?.data.result[0]?.value[1];
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}
const askAgainMs = 100;

test('Prometheus itself scrapes a running proxy by that configuration', {
  skip: whyWithout('prometheus'),
}, async (t) => {
  const { proxy, listening, options } = await rig.startProxy(['--prometheus', '127.0.0.1:0']);
  const conf = { kind: 'blob', name: 'x.conf', bytes: Buffer.from('hello') } as const;
  await backupOf(options, 'elsa', 1000, [conf]);
  const [path, port] = [join(folder, 'scrape.yml'), await freePort()];
  const text = filesOfPage().get('prometheus.yml') ?? '';
  const target = new URL(String(listening['metrics'])).host;
  writeFileSync(path, text.replace('30s', '1s').replace(/targets: .*/, `targets: ['${target}']`));
  const flags = [`--config.file=${path}`, `--storage.tsdb.path=${join(folder, 'tsdb')}`];
  const prometheus = spawn('prometheus', [...flags, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = once(prometheus, 'exit');
  t.after(async () => {
    prometheus.kill('SIGTERM');
    await ended;
  });
  assert.equal(await ask(port, 'pbscope_sessions_ended_total{kind="backup",outcome="finished"}'), '1');
  assert.equal(await ask(port, 'pbscope_calls_total{operation="finish",status="200"}'), '1');
  assert.equal(await ask(port, 'pbscope_calls_stuck'), '0');
  proxy.kill('SIGINT');
  assert.equal((await proxy.ended).code, 0);
});
