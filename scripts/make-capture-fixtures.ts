// In: a folder of captures with key logs and witnesses beside them, and the folder to write. Out: what fixtures/captures holds
// of them: small ones as they are, large ones decrypted and emptied. Run: node dist/scripts/make-capture-fixtures.js FROM TO
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { readCapture } from '../src/sources/pcap/index.js';
import { encodeDecrypted } from './capture-fixtures/decrypted-capture.js';
import { trimWitness } from './capture-fixtures/witness-trimmer.js';

/** Captures up to this size are copied as they are. */
const maxCopiedBytes = 300_000;
/** Of a large one without keys its beginning is all that can be kept. */
const keptBytesWithoutKeys = 32 * 1024;
const extension = '.pcapng';

function listCaptures(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((entry) => join(folder, String(entry)))
    .filter((path) => path.endsWith(extension))
    .sort();
}

const besides = (path: string, other: string): string => path.slice(0, -extension.length) + other;

async function decrypt(path: string): Promise<Buffer> {
  let startedAtUnixMs = 0;
  const keylog = readFileSync(besides(path, '.keys'), 'utf8');
  const events = readCapture({ capture: createReadStream(path), keylog }, (header) => {
    startedAtUnixMs = header.startedAtUnixMs;
  });
  return encodeDecrypted(events, () => startedAtUnixMs);
}

/** The texts beside a capture; what the client printed without the lines that nobody reads. */
function copyWitnesses(path: string, target: string, extensions: readonly string[]): void {
  for (const other of extensions) {
    const source = besides(path, other);
    if (!existsSync(source)) continue;
    const text = readFileSync(source);
    writeFileSync(target + other, other === '.client.txt' ? trimWitness(text) : text);
  }
}

async function makeFixture(path: string, toFolder: string): Promise<void> {
  mkdirSync(toFolder, { recursive: true });
  const target = join(toFolder, basename(path, extension));
  const isSmall = statSync(path).size <= maxCopiedBytes;
  if (isSmall) {
    writeFileSync(target + extension, readFileSync(path));
    copyWitnesses(path, target, ['.keys', '.client.txt', '.task.txt']);
  } else if (!existsSync(besides(path, '.keys'))) {
    writeFileSync(target + extension, readFileSync(path).subarray(0, keptBytesWithoutKeys));
  } else {
    const plain = await decrypt(path);
    writeFileSync(`${target}.pcap.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
    copyWitnesses(path, target, ['.client.txt', '.task.txt']);
  }
}

const [fromFolder, toFolder] = process.argv.slice(2);
if (fromFolder === undefined || toFolder === undefined) {
  console.error('usage: node dist/scripts/make-capture-fixtures.js FROM TO');
  process.exitCode = 2;
} else {
  for (const path of listCaptures(fromFolder)) {
    await makeFixture(path, join(toFolder, relative(fromFolder, dirname(path))));
  }
}
