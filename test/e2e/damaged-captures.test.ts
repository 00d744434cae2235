// Damaged captures, by way of the command: every one ends with a report and exit code 0, or with the sentence that it is none and
// 20; never with a crash, a hang or a complaint about us. 2000 of them with --long, a sample otherwise.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { CommandContext } from '../../src/cli/command.js';
import { reportCommand } from '../../src/cli/commands/report.js';
import { exitCodes, OperatorError } from '../../src/cli/errors/index.js';
import { openLog } from '../../src/cli/output/index.js';
import { utcZone } from '../../src/core/report/index.js';
import { damage } from '../support/damage.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { besideCapture } from '../support/read-report.js';
import { runPbscope } from '../support/run-pbscope.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-damaged-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Both containers, both versions of TLS, clear text, headers only, tunnels, many connections. */
const victims = [
  'captures/pbs-3.2.4/13-dry-run.pcapng',
  'captures/pbs-3.2.4/11b-backup-many-chunks-all-known.pcapng',
  'captures/pbs-3.2.4/15-restore-by-group.pcapng',
  'captures/pbs-3.2.4/20-idle-cut-haproxy.pcapng',
  'captures/pbs-3.2.4/09-benchmark-headers-only.pcapng',
  'captures/pbs-4.1.1/08x-blackhole-timeout.pcapng',
  'captures/pbs-4.1.1/05-image-first.pcap.gz',
  'captures/pbs-3.2.4/17-connect-proxy.pcap.gz',
  'pcap/tls12-ecdhe-aes128-gcm.pcap',
  'pcap/tls12-rsa-aes128-cbc-sha-mte.pcap',
  'pcap/tls13-key-update.pcap',
].map((name) => {
  const path = join(fixturesFolder, name);
  const bytes = readFileSync(path);
  return { bytes: name.endsWith('.gz') ? gunzipSync(bytes) : bytes, keylog: besideCapture(path, 'keys') ?? undefined };
});

const count = isLongRun ? 2000 : 130;
/** Clear text of a backup unpacks to megabytes of zeros; a part of it takes the same paths. */
const maxVictimBytes = 300_000;

async function report(
  file: string,
  keylog: string | undefined,
  format: string,
): Promise<{ code: number; text: string }> {
  let text = '';
  const context: CommandContext = {
    flags: { files: [file], keylog, format },
    print: {
      isJson: false,
      line: () => undefined,
      result: () => undefined,
      message: () => undefined,
      data: async (part) => {
        text += String(part);
      },
    },
    log: openLog({ level: 'silent', file: null, hasColour: false, isUtc: true }),
    hasColour: false,
    zone: utcZone,
    commands: [],
  };
  try {
    return { code: await reportCommand.run(context), text };
  } catch (error) {
    if (error instanceof OperatorError) return { code: error.exitCode, text: error.message };
    throw error;
  }
}

test(`${count} damaged captures: a report, or the sentence why there is none`, async () => {
  let reportCount = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const victim = victims[seed % victims.length];
    if (victim === undefined) continue;
    const file = join(folder, 'damaged');
    writeFileSync(file, damage(victim.bytes.subarray(0, maxVictimBytes), seed));
    const format = (['text', 'json', 'frames'] as const)[seed % 3] ?? 'text';
    const { code, text } = await report(file, victim.keylog, format);
    assert.ok(code === exitCodes.ok || code === exitCodes.unusableInput, `seed ${seed}: exit code ${code}`);
    if (code !== exitCodes.ok) assert.match(text, /^damaged cannot be used: .+\./, `seed ${seed}`);
    else if (format === 'json') assert.doesNotThrow(() => JSON.parse(text), `seed ${seed}`);
    else if (format === 'text') assert.notEqual(text, '', `seed ${seed}`);
    if (code === exitCodes.ok) reportCount += 1;
  }
  assert.ok(reportCount > count / 2, `${reportCount} of ${count} gave a report`);
});

test('the process itself: exit code 0 for what can be read, 20 for what cannot', async () => {
  const [victim] = victims;
  const file = join(folder, 'damaged.pcapng');
  for (const [bytes, code] of [
    [victim?.bytes.subarray(0, 3000), exitCodes.ok],
    [victim?.bytes.subarray(0, 100), exitCodes.unusableInput],
    [Buffer.alloc(0), exitCodes.unusableInput],
    [Buffer.from('not a capture'), exitCodes.unusableInput],
  ] as const) {
    writeFileSync(file, bytes ?? '');
    const ended = await runPbscope(['report', file]);
    assert.equal(ended.code, code, ended.stderr);
    assert.doesNotMatch(ended.stderr, /internal error| {2}at /);
  }
});
