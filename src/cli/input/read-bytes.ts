// In: a path or `-`. Out: its bytes in chunks, gzip and zstd removed, its first bytes looked at. Does not interpret them.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as zlib from 'node:zlib';
import { createGunzip } from 'node:zlib';
import { exitCodes, OperatorError } from '../errors/index.js';

const unusable = (sentence: string, nextStep: string): OperatorError =>
  new OperatorError(sentence, nextStep, exitCodes.unusableInput);

/** As quick as larger pieces, and those keep some 15 MB more alive until they are collected. */
const readBytesAtOnce = 128 * 1024;

async function* readRaw(path: string): AsyncGenerator<Uint8Array> {
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: readBytesAtOnce });
  for await (const chunk of stream) yield chunk as Uint8Array;
}

interface Peeked {
  readonly head: Uint8Array;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Reads until `count` bytes are there or the input ends, and gives them back in front of the rest. */
async function peek(source: AsyncIterable<Uint8Array>, count: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    taken.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* taken;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(taken).subarray(0, count), bytes: all() };
}

async function* inflate(
  path: string,
  source: AsyncIterable<Uint8Array>,
  decoder: NodeJS.ReadWriteStream,
): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream');
  const input = Readable.from(source);
  input.on('error', (error) => (decoder as unknown as { destroy(error: Error): void }).destroy(error));
  try {
    for await (const chunk of input.pipe(decoder)) yield chunk as unknown as Uint8Array;
  } catch (error) {
    // A file that is still being written, or was cut, is read up to where it holds.
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code !== 'Z_BUF_ERROR' && !/unexpected end/i.test((error as Error).message)) {
      throw unusable(
        `${path} is not whole gzip or zstd data (${(error as Error).message}).`,
        'Unpack it by hand, or record again.',
      );
    }
  }
}

/** Pushed at once: the most that a zstd block can grow to, times the blocks in here, is held in memory. */
const pushedBytes = 4096;

/** For Node without zstd in zlib (before 22.15). A file that was cut is read up to its last whole block. */
async function* unpackZstd(path: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let unpacked: Uint8Array[] = [];
  const decoder = new Decompress((bytes) => void unpacked.push(bytes));
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += pushedBytes) {
        decoder.push(chunk.subarray(at, at + pushedBytes));
        yield* unpacked;
        unpacked = [];
      }
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw unusable(
      `${path} is not whole zstd data (${(error as Error).message}).`,
      'Unpack it by hand, or record again.',
    );
  }
}

function unzstd(path: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const create = (zlib as { createZstdDecompress?: () => NodeJS.ReadWriteStream }).createZstdDecompress;
  return create === undefined ? unpackZstd(path, source) : inflate(path, source, create());
}

/** First bytes behind any compression, and all bytes. Rejects with an OperatorError when the file cannot be opened. */
export async function readBytes(path: string): Promise<Peeked> {
  if (path !== '-') {
    const facts = await stat(path).catch(() => null);
    if (facts === null) throw unusable(`There is no file ${path}.`, 'Check the name.');
    if (facts.isDirectory()) throw unusable(`${path} is a folder.`, 'Name a trace or a capture in it.');
  }
  const raw = await peek(readRaw(path), 4).catch((error: Error) => {
    throw unusable(`${path} cannot be read (${error.message}).`, 'Check its permissions.');
  });
  const [a, b, c, d] = raw.head;
  if (a === 0x1f && b === 0x8b) return peek(inflate(path, raw.bytes, createGunzip()), 8);
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return peek(unzstd(path, raw.bytes), 8);
  return peek(raw.bytes, 8);
}
