// tshark as the second opinion on captures: the same connections, the same TLS sessions, the same decrypted bytes, and editcap's
// containers read alike. Needs the Debian package tshark; without it skipped with the reason, in CI a failure.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import type { WireEvent } from '../../src/core/wire/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { inPieces, readLines } from '../support/capture-lines.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { besideCapture, listCaptures } from '../support/read-report.js';

const hasTshark = ['tshark', 'editcap', 'mergecap'].every((tool) => spawnSync(tool, ['--version']).status === 0);
const skip =
  hasTshark || process.env['CI'] !== undefined
    ? false
    : 'tshark, editcap or mergecap is not installed (Debian package tshark)';

const encrypted = listCaptures(join(fixturesFolder, 'captures')).filter((path) => besideCapture(path, 'keys') !== null);
/** Every run of tshark costs a third of a second: a sixth of them unless there is time. */
const sample = isLongRun ? encrypted : encrypted.filter((_, index) => index % 6 === 0);

const folder = mkdtempSync(join(tmpdir(), 'pbscope-tshark-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const maxOutputBytes = 64 * 1024 * 1024;
const run = (tool: string, args: readonly string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8', maxBuffer: maxOutputBytes, stdio: ['ignore', 'pipe', 'ignore'] });

/** TLS is told by its port: the Go peers' are not tshark's own. */
const ports = [8007, 8443, 19107, 19007].flatMap((port) => ['-d', `tcp.port==${port},tls`]);
const tshark = (path: string, args: readonly string[]): string =>
  run('tshark', ['-r', path, '-o', `tls.keylog_file:${besideCapture(path, 'keys')}`, ...ports, ...args]);

async function readEvents(path: string): Promise<WireEvent[]> {
  const keylog = readFileSync(besideCapture(path, 'keys') ?? '', 'utf8');
  const events: WireEvent[] = [];
  for await (const event of readCapture({ capture: inPieces(readFileSync(path)), keylog }, () => undefined)) {
    events.push(event.kind === 'bytes' ? { ...event, bytes: event.bytes.slice() } : event);
  }
  return events;
}

/** Lines of tab-separated fields, by packet. */
const fields = (path: string, filter: string, names: readonly string[]): string[][] =>
  tshark(path, ['-Y', filter, '-T', 'fields', ...names.flatMap((name) => ['-e', name])])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));

const digest = (bytes: Uint8Array): string => `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;

/** What each side of a TLS stream said, as tshark decrypts it; which side is which it does not say well. */
function followTls(path: string, stream: number): string[] {
  const text = tshark(path, ['-q', '-z', `follow,tls,raw,${stream}`]);
  const lines = text.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const sides = [lines.filter((line) => line.startsWith('\t')), lines.filter((line) => !line.startsWith('\t'))];
  return sides.map((side) => digest(Buffer.from(side.join('').replaceAll('\t', ''), 'hex'))).sort();
}

for (const path of sample) {
  test(`${basename(path)}: connections, sessions and bytes as tshark has them`, { skip }, async () => {
    const events = await readEvents(path);
    const streams = new Set(fields(path, 'tcp', ['tcp.stream']).map(([stream]) => stream));
    const opened = events.filter((event) => event.kind === 'opened');
    assert.equal(opened.length, streams.size, 'TCP streams');

    const suites = fields(path, 'tls.handshake.type == 2', ['tls.handshake.ciphersuite']).map(([suite]) => suite);
    const names = {
      TLS_AES_128_GCM_SHA256: '0x1301',
      TLS_AES_256_GCM_SHA384: '0x1302',
      TLS_CHACHA20_POLY1305_SHA256: '0x1303',
    };
    const randoms = fields(path, 'tls.handshake.type == 1', ['tls.handshake.random']).map(([random]) => random);
    const established = events.filter((event) => event.kind === 'tlsEstablished');
    const failed = events.filter((event) => event.kind === 'tlsFailed');
    assert.deepEqual(
      [...established, ...failed].map((event) => event.clientRandom).sort(),
      randoms.sort(),
      'client randoms',
    );
    for (const { cipherSuite } of established)
      assert.ok(suites.includes(names[cipherSuite as keyof typeof names]), 'cipher suite');

    for (const { connection } of opened) {
      const sides = (['toServer', 'toClient'] as const).map((direction) => {
        const parts = events.filter(
          (event) => event.kind === 'bytes' && event.connection === connection && event.direction === direction,
        );
        return digest(Buffer.concat(parts.map((event) => (event.kind === 'bytes' ? event.bytes : Buffer.alloc(0)))));
      });
      assert.deepEqual(sides.sort(), followTls(path, connection - 1), `bytes of connection ${connection}`);
    }
  });
}

const original = join(fixturesFolder, 'captures', 'pbs-3.2.4', '13-dry-run.pcapng');
const keys = join(fixturesFolder, 'captures', 'pbs-3.2.4', '13-dry-run.keys');

for (const container of ['pcap', 'nsecpcap', 'pcapng']) {
  test(`converted by editcap to ${container}: the same events`, { skip }, async () => {
    const converted = join(folder, `converted.${container}`);
    run('editcap', ['-F', container, original, converted]);
    const keylog = readFileSync(keys, 'utf8');
    assert.deepEqual(
      await readLines(readFileSync(converted), { keylog }),
      await readLines(readFileSync(original), { keylog }),
    );
  });
}

test('secrets that editcap put into the capture are enough', { skip }, async () => {
  const withSecrets = join(folder, 'with-secrets.pcapng');
  run('editcap', ['--inject-secrets', `tls,${keys}`, original, withSecrets]);
  const keylog = readFileSync(keys, 'utf8');
  assert.deepEqual(await readLines(readFileSync(withSecrets)), await readLines(readFileSync(original), { keylog }));
});

test('every packet twice, then every packet cut to 100 bytes', { skip }, async () => {
  const twice = join(folder, 'twice.pcap');
  run('mergecap', ['-F', 'pcap', '-w', twice, original, original]);
  const keylog = readFileSync(keys, 'utf8');
  const withoutTimes = (lines: readonly string[]): string[] => lines.filter((line) => !line.includes('roundTrip'));
  assert.deepEqual(
    withoutTimes(await readLines(readFileSync(twice), { keylog })),
    withoutTimes(await readLines(readFileSync(original), { keylog })),
  );
  const cut = join(folder, 'cut.pcapng');
  run('editcap', ['-s', '100', original, cut]);
  const lines = await readLines(readFileSync(cut), { keylog });
  assert.ok(
    lines.some((line) => line.includes('code=capture/gap')),
    'says that it was cut',
  );
  assert.ok(
    lines.some((line) => line.includes(' closed by=')),
    'and still sees the end',
  );
});
