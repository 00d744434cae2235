// tshark over what `report --format pcapng` writes, with the Lua that `pbscope dissector` makes: the same HTTP/2 frames as pbscope sees
// in the capture itself, whole and with bodies cut; operation, wid and digest of each request. Skipped without tshark (Debian).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { PcapngEncoder, renderDissector } from '../../src/sinks/pcapng/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { inPieces } from '../support/capture-lines.js';
import { witnessFrameNames } from '../support/frame-names.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { besideCapture, listCaptures, observeCapture } from '../support/read-report.js';
import { whyWithout } from '../support/tools.js';
import { framesOfPbscope } from '../support/tshark-frames.js';

const skip = whyWithout('tshark');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-pcapng-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const lua = join(folder, 'pbs.lua');
writeFileSync(lua, renderDissector());

const maxOutputBytes = 256 * 1024 * 1024;
function tshark(path: string, filter: string, names: readonly string[]): string[][] {
  const fields = names.flatMap((name) => ['-e', name]);
  const args = ['-X', `lua_script:${lua}`, '-r', path, '-Y', filter, '-T', 'fields', ...fields];
  const { stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: maxOutputBytes });
  assert.doesNotMatch(stderr, /Lua|malformed|appears to/i);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** `C> HEADERS 3 35`, in the order of the file. */
function framesOfTshark(path: string, serverPorts: ReadonlySet<string>): string[] {
  return tshark(path, 'http2.type', [
    'tcp.stream',
    'tcp.srcport',
    'http2.type',
    'http2.streamid',
    'http2.length',
  ]).flatMap(([stream, port, types = '', streams = '', lengths = '']) => {
    const [ids, sizes] = [streams.split(','), lengths.split(',')];
    return types
      .split(',')
      .map(
        (type, at) =>
          `${Number(stream) + 1} ${serverPorts.has(port ?? '') ? 'S>' : 'C>'} ${witnessFrameNames[Number(type)]} ${ids[at]} ${sizes[at]}`,
      );
  });
}

const read = (path: string): Buffer => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path));
const keylogOf = (path: string): string | null => {
  const keys = besideCapture(path, 'keys');
  return keys === null ? null : readFileSync(keys, 'utf8');
};

async function convert(path: string, snapBytes: number | null): Promise<string> {
  const keylog = keylogOf(path);
  const encoder = new PcapngEncoder({ startedAtUnixMs: 1_795_507_104_600, snapBytes });
  const pieces: Uint8Array[] = [];
  const input = { capture: inPieces(read(path)), ...(keylog === null ? {} : { keylog }) };
  for await (const event of readCapture(input, () => undefined)) pieces.push(...encoder.feed(event));
  const out = join(folder, `${basename(path)}-${snapBytes}.pcapng`);
  writeFileSync(out, Buffer.concat([...pieces, ...encoder.end()]));
  return out;
}

/** One capture of each client and server, a restore, a refusal, a cut; all of them when there is time. */
const names =
  /\/(03b-image-backup-again|12-multi-archive|04-restore-dir|05-password-login|07-interrupted-kill|03-meta-second|13a-goc-dir-first)\./;
const captures = listCaptures(join(fixturesFolder, 'captures')).filter((path) => isLongRun || names.test(path));
const ofSide = (frames: readonly string[], side: string): string[] => frames.filter((frame) => frame.startsWith(side));

for (const path of captures) {
  for (const snapBytes of [null, 64]) {
    test(`${basename(path)}, snap ${snapBytes}: the same frames`, { skip }, async () => {
      const expected = await framesOfPbscope(inPieces(read(path)), keylogOf(path));
      const { report } = await observeCapture(path);
      // Two where the capture shows both sides of a box.
      const ports = new Set(report.connections.map((connection) => connection.server.split(':').at(-1) ?? ''));
      const shown = framesOfTshark(await convert(path, snapBytes), ports);
      for (const side of new Set([...expected, ...shown].map((frame) => frame.slice(0, frame.indexOf('>'))))) {
        const [theirs, ours] = [ofSide(shown, side), ofSide(expected, side)];
        // Of a frame that the end cut, a snapped file has the head, which tshark then shows.
        assert.ok(theirs.length - ours.length <= (snapBytes === null ? 0 : 1));
        assert.deepEqual(theirs.slice(0, ours.length), ours);
      }
    });
  }
}

test('operation, wid and digest of each request, as pbscope names them', { skip }, async () => {
  const path = captures.find((one) => one.includes('12-multi-archive')) ?? '';
  const { calls } = await observeCapture(path);
  const expected = calls
    .filter((call) => call.protocol === 'http2')
    .map((call) => {
      const query = new URLSearchParams(call.target.split('?')[1]);
      return [call.operation, query.get('wid') ?? '', query.get('digest') ?? ''];
    });
  const shown = tshark(await convert(path, 256), 'pbs', ['pbs.operation', 'pbs.wid', 'pbs.digest']).flatMap(
    ([operations = '', wids = '', digests = '']) => {
      const list = operations.split(',');
      // Several requests in one packet: only where each has all fields is it known whose they are.
      return list.length === 1 ? [[operations, wids, digests]] : list.map((operation) => [operation, '?', '?']);
    },
  );
  assert.deepEqual(
    shown.map(([operation]) => operation),
    expected.map(([operation]) => operation),
  );
  for (const [index, one] of shown.entries()) if (one[1] !== '?') assert.deepEqual(one, expected[index]);
});
