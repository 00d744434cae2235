// tshark as the second opinion on HTTP/2: for every capture the same frames as pbscope (streams, types, lengths, order), and pbscope
// still sees them when the capture is converted to every container and link type, cut, mixed and thinned out by the tools of Debian.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { createGunzip, gzipSync } from 'node:zlib';
import { inPieces } from '../support/capture-lines.js';
import { type FileRecord, pcapFile } from '../support/packets.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { besideCapture, listCaptures } from '../support/read-report.js';
import { chances, hexDump, linkHeaders, packetsOfFile, rewrites, shuffle } from '../support/rewrite-capture.js';
import { runPbscope } from '../support/run-pbscope.js';
import { whyWithout } from '../support/tools.js';
import { framesOfPbscope, framesOfTshark } from '../support/tshark-frames.js';

const skip = whyWithout('tshark', 'editcap', 'text2pcap');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-frames-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const captures = listCaptures(join(fixturesFolder, 'captures'));
/** Every run of tshark takes a third of a second. */
const sample = isLongRun ? captures : captures.filter((_, index) => index % 9 === 0);

for (const path of sample) {
  test(`${basename(path)}: frames as tshark has them`, { skip }, async () => {
    const isPacked = path.endsWith('.gz');
    const keylogPath = isPacked ? null : besideCapture(path, 'keys');
    const file = createReadStream(path);
    const own = await framesOfPbscope(
      isPacked ? file.pipe(createGunzip()) : file,
      keylogPath === null ? null : readFileSync(keylogPath, 'utf8'),
    );
    assert.deepEqual(own, framesOfTshark({ path, keylogPath, folder }));
  });
}

/** A backup with 110 known chunks; encrypted, on loopback, with segments of up to 64 KiB. */
const original = join(fixturesFolder, 'captures', 'pbs-3.2.4', '11b-backup-many-chunks-all-known.pcapng');
const keylogPath = besideCapture(original, 'keys');
const keylog = readFileSync(keylogPath ?? '', 'utf8');
const plain = join(folder, 'plain.pcap');
let expected: string[] = [];
let records: FileRecord[] = [];

const run = (tool: string, args: readonly string[]): void => {
  execFileSync(tool, args, { stdio: ['ignore', 'ignore', 'ignore'] });
};
const read = (file: Uint8Array): Promise<string[]> => framesOfPbscope(inPieces(file), keylog);
const readConverted = (tool: string, args: readonly string[]): Promise<string[]> => {
  run(tool, args);
  return read(readFileSync(args.at(-1) ?? ''));
};

before(() => {
  if (skip !== false) return;
  expected = framesOfTshark({ path: original, keylogPath, folder });
  run('editcap', ['-F', 'pcap', original, plain]);
  records = packetsOfFile(readFileSync(plain));
});

test('the command line prints them, of a packed capture', { skip }, async () => {
  const packed = join(folder, 'packed.pcap.gz');
  writeFileSync(packed, gzipSync(readFileSync(plain)));
  const args = ['report', packed, '--keylog', keylogPath ?? '', '--format', 'frames'];
  const { stdout, code } = await runPbscope(args);
  assert.equal(code, 0);
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.includes(' HTTP1 '));
  const shown = lines.map((line) => line.replace(/^\S+ \[(\d+)\] (.>) (\S+) (\d+) len=(\d+).*$/, '$1 $2 $3 $4 $5'));
  assert.deepEqual(shown, expected);
});

for (const container of ['pcap', 'nsecpcap', 'pcapng']) {
  test(`editcap to ${container}`, { skip }, async () => {
    const target = join(folder, `converted.${container}`);
    assert.deepEqual(await readConverted('editcap', ['-F', container, original, target]), expected);
  });
}

for (const [name, { linkType, header }] of Object.entries(linkHeaders)) {
  test(`text2pcap to ${name}`, { skip }, async () => {
    const [dump, target] = [join(folder, 'dump.txt'), join(folder, 'linked.pcap')];
    writeFileSync(dump, hexDump(records, header));
    const args = ['-q', '-F', 'pcap', '-t', '%s.%f', '-l', String(linkType), dump, target];
    assert.deepEqual(await readConverted('text2pcap', args), expected);
  });
}

for (const [name, args] of [
  ['a VLAN tag', ['--enet-vlan=add', '--enet-vlan-tag=5', '--enet-vlan-cfi=0', '--enet-vlan-pri=0']],
  ['other addresses and ports', ['--pnat=127.0.0.0/8:10.9.0.0/16', '--portmap=8007:8443']],
  ['right checksums', ['--fixcsum']],
] as const) {
  test(`tcprewrite: ${name}`, { skip: skip || whyWithout('tcprewrite') }, async () => {
    const target = join(folder, 'rewritten.pcap');
    run('tcprewrite', [...args, `--infile=${plain}`, `--outfile=${target}`]);
    assert.deepEqual(await read(readFileSync(target)), expected);
  });
}

for (const [name, rewrite] of Object.entries(rewrites)) {
  test(`the same in ${name}, and tshark agrees`, { skip }, async () => {
    const rewritten = records.flatMap((record, index) =>
      rewrite(record.frame, index).map((frame) => ({ frame, atMs: record.atMs })),
    );
    const path = join(folder, 'rewritten.pcap');
    writeFileSync(path, pcapFile(rewritten));
    assert.deepEqual(await read(readFileSync(path)), expected);
    if (isLongRun) assert.deepEqual(framesOfTshark({ path, keylogPath, folder }), expected);
  });
}

/** Of one side, in its order; how the sides' packets lie between each other may change. */
const ofSide = (frames: readonly string[], side: string): string[] => frames.filter((frame) => frame.includes(side));

test('mixed and repeated packets: each side says the same', { skip }, async () => {
  for (let seed = 1; seed <= (isLongRun ? 200 : 10); seed += 1) {
    const mixed = shuffle(records, 6, seed).flatMap((record) => [record, record]);
    const frames = await read(pcapFile(mixed));
    for (const side of ['C>', 'S>']) assert.deepEqual(ofSide(frames, side), ofSide(expected, side), `seed ${seed}`);
  }
});

/** True when `part` can be made of `whole` by leaving lines out. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of part) {
    at = whole.indexOf(line, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

test('lost packets: nothing is made up, and most of what is left is seen', { skip }, async () => {
  let seenCount = 0;
  let packetCount = 0;
  const rounds = isLongRun ? 200 : 20;
  // The hellos name the keys; without them nothing can be read.
  const helloCount = 8;
  const small = records.flatMap((record, index) =>
    (rewrites['MTU of 1500']?.(record.frame, index) ?? []).map((frame) => ({ ...record, frame })),
  );
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = chances(seed);
    const left = small.filter((_, index) => index < helloCount + 4 || random.next().value > 0.01);
    const frames = await read(pcapFile(left));
    for (const side of ['C>', 'S>']) {
      assert.ok(isPartOf(ofSide(frames, side), ofSide(expected, side)), `seed ${seed}: only what was there`);
    }
    seenCount += frames.length;
    packetCount += expected.length;
  }
  assert.ok(seenCount / packetCount > 0.8, `${seenCount} of ${packetCount} frames`);
});
