// What a backup session of PBS answers, as a small state machine of its own (protocol.md 5.2 to 5.7, 0.3 for 4.1).
// In: one call after another, as values. Out: accepted, or the refusal, word for word but for the path of a file. Written from
// the protocol and what genuine servers answered, not from the server.
import { fixedChunkSizeBytes } from '../../src/core/pbs/index.js';
import { dynamicCsum, fixedCsum, makeChunk, makeContent, type TestChunk } from './pbs-content.js';

/** Two small ones and one that fills an entry of an image. */
export const chunks: readonly TestChunk[] = [
  makeChunk(makeContent(100, 1)),
  makeChunk(makeContent(200, 2)),
  makeChunk(new Uint8Array(fixedChunkSizeBytes)),
];
const unsetDigest = '0'.repeat(64);

export type Kind = 'dynamic' | 'fixed';
export type Call =
  | { readonly kind: 'create'; readonly of: Kind; readonly name: string; readonly sizeBytes: number }
  | {
      readonly kind: 'upload';
      readonly of: Kind;
      readonly wid: number;
      readonly chunk: number;
      readonly flaw: 'none' | 'digest' | 'size' | 'short' | 'long' | 'magic';
    }
  | {
      readonly kind: 'append';
      readonly of: Kind;
      readonly wid: number;
      /** Chunk, and where: `next` is the place that is due. */
      readonly entries: readonly { readonly chunk: number; readonly at: 'next' | 'start' | 'odd' }[];
      readonly isListShort: boolean;
    }
  | {
      readonly kind: 'close';
      readonly of: Kind;
      readonly wid: number;
      readonly flaw: 'none' | 'count' | 'size' | 'csum';
    }
  | { readonly kind: 'blob'; readonly name: string; readonly flaw: 'none' | 'crc' | 'magic' | 'long' }
  | { readonly kind: 'finish' };

interface Refused {
  readonly refused: string;
}
export type Prediction = 'accepted' | Refused;

export interface ModelWriter {
  readonly of: Kind;
  readonly name: string;
  readonly imageBytes: number;
  /** Chunks of a stream in order, of an image by entry. */
  readonly placed: (number | undefined)[];
  offsetBytes: number;
  chunkCount: number;
  smallCount: number;
  isClosed: boolean;
}

/** What the model cannot know stands here for it: where the server keeps the snapshot. */
export const anyPath = 'PATH';
const noManifest = `unable to update manifest blob - unable to load blob '"${anyPath}/index.json.blob"' - No such file or directory (os error 2)`;
const tooSmall = (name: string): string => `'${name}': value must have a minimum value of 1 (got 0)`;
const refused = (text: string): Refused => ({ refused: text });

export class SessionModel {
  readonly release: '3.2.4' | '4.1';
  state: 'active' | 'finishing' | 'finished' = 'active';
  readonly known = new Set<number>();
  readonly writers = new Map<number, ModelWriter>();
  readonly archives: ModelWriter[] = [];
  fileCount = 0;
  hasManifest = false;
  #lastWid = 0;

  constructor(release: '3.2.4' | '4.1') {
    this.release = release;
  }

  /** `bodyBytes`: what is sent, where the words of a refusal name it. */
  predict(call: Call, bodyBytes: number): Prediction {
    switch (call.kind) {
      case 'create':
        return this.#create(call);
      case 'upload':
        return this.#upload(call);
      case 'append':
        return this.#append(call);
      case 'close':
        return this.#close(call);
      case 'blob':
        return this.#blob(call, bodyBytes);
      case 'finish':
        return this.#finish();
    }
  }

  /** Where the entries of a call would go, before it is made. */
  offsetsOf(call: Call & { kind: 'append' }): readonly number[] {
    let next = this.#nextOffset(call.wid);
    return call.entries.map(({ chunk, at }) => {
      const offset = at === 'next' ? next : at === 'start' ? 0 : 7;
      next = offset + sizeOf(chunk);
      return offset;
    });
  }

  /** What an honest client would say at close. */
  sumsOf(wid: number): { readonly chunkCount: number; readonly sizeBytes: number; readonly csum: string } {
    const writer = this.writers.get(wid);
    if (writer === undefined) return { chunkCount: 1, sizeBytes: 1, csum: unsetDigest };
    const sizeBytes = writer.of === 'dynamic' ? writer.offsetBytes : writer.imageBytes;
    return { chunkCount: writer.chunkCount, sizeBytes, csum: csumOf(writer) };
  }

  #inactive(): Prediction | null {
    if (this.state === 'active') return null;
    return refused(
      this.state === 'finished'
        ? 'backup already marked as finished.'
        : 'backup is already in the process of finishing.',
    );
  }

  #create({ of, name, sizeBytes }: Call & { kind: 'create' }): Prediction {
    if (!name.endsWith(of === 'dynamic' ? '.didx' : '.fidx')) return refused(`wrong archive extension: '${name}'`);
    const inactive = this.#inactive();
    if (inactive !== null) return inactive;
    this.#lastWid += 1;
    const entryCount = of === 'fixed' ? Math.ceil(sizeBytes / fixedChunkSizeBytes) : 0;
    const placed = Array.from({ length: entryCount }, () => undefined);
    const writer = {
      of,
      name,
      imageBytes: sizeBytes,
      placed,
      offsetBytes: 0,
      chunkCount: 0,
      smallCount: 0,
      isClosed: false,
    };
    this.writers.set(this.#lastWid, writer);
    return 'accepted';
  }

  #find(of: Kind, wid: number): ModelWriter | Refused {
    const writer = this.writers.get(wid);
    return writer?.of === of ? writer : refused(`${of} writer '${wid}' not registered`);
  }

  #upload({ of, wid, chunk, flaw }: Call & { kind: 'upload' }): Prediction {
    const byFlaw = {
      digest: 'detected chunk with wrong digest.',
      size: `detected chunk with wrong length (${sizeOf(chunk) + 1} != ${sizeOf(chunk)})`,
      short: 'uploaded chunk has unexpected size.',
      long: 'uploaded chunk is larger than announced.',
      magic: 'unable to parse raw blob - wrong magic',
    };
    if (flaw !== 'none') return refused(byFlaw[flaw]);
    const inactive = this.#inactive();
    if (inactive !== null) return inactive;
    const writer = this.#find(of, wid);
    if (!('placed' in writer)) return writer;
    if (writer.isClosed) return refused(`${of} writer '${writer.name}' register chunk failed - already closed`);
    if (of === 'fixed' && sizeOf(chunk) < fixedChunkSizeBytes) {
      writer.smallCount += 1;
      if (writer.smallCount > 1)
        return refused(`fixed writer '${wid}' - detected multiple end chunks (chunk size too small)`);
    }
    this.known.add(chunk);
    return 'accepted';
  }

  #append(call: Call & { kind: 'append' }): Prediction {
    const { of, wid, entries, isListShort } = call;
    if (isListShort && entries.length > 0)
      return refused(`offset list has wrong length (${entries.length - 1} != ${entries.length})`);
    const offsets = this.offsetsOf(call);
    for (const [index, { chunk }] of entries.entries()) {
      if (!this.known.has(chunk)) return refused(`no such chunk ${chunks[chunk]?.digest}`);
      const inactive = this.#inactive();
      if (inactive !== null) return inactive;
      const writer = this.#find(of, wid);
      if (!('placed' in writer)) return writer;
      if (writer.isClosed) return refused(`${of} writer '${writer.name}' append chunk failed - already closed`);
      const fault = place(writer, chunk, offsets[index] ?? 0);
      if (fault !== null) return refused(fault);
    }
    return 'accepted';
  }

  #close({ of, wid, flaw }: Call & { kind: 'close' }): Prediction {
    const sums = this.sumsOf(wid);
    const chunkCount = sums.chunkCount + (flaw === 'count' ? 1 : 0);
    const sizeBytes = sums.sizeBytes + (flaw === 'size' ? 1 : 0);
    const faults = [
      ...(of === 'dynamic' && chunkCount < 1 ? [tooSmall('chunk-count')] : []),
      ...(of === 'dynamic' && sizeBytes < 1 ? [tooSmall('size')] : []),
    ];
    const [fault] = faults;
    if (fault !== undefined) {
      return refused(
        faults.length === 1
          ? `parameter verification failed - ${fault}`
          : ['parameter verification failed:', ...faults.map((one) => `- ${one}`)].join('\n'),
      );
    }
    const inactive = this.#inactive();
    if (inactive !== null) return inactive;
    const writer = this.#find(of, wid);
    if (!('placed' in writer)) return writer;
    if (writer.isClosed) return refused(`${of} writer '${writer.name}' close failed - already closed`);
    if (this.release === '3.2.4') this.writers.delete(wid);
    const failed = (text: string): Refused => refused(`${of} writer '${writer.name}' close failed - ${text}`);
    const { placed } = writer;
    const counts = `(${writer.chunkCount} != ${chunkCount})`;
    if (flaw === 'count')
      return failed(`${of === 'fixed' ? 'received wrong number of chunk' : 'unexpected chunk count'} ${counts}`);
    if (of === 'fixed' && chunkCount !== placed.length)
      return failed(`unexpected chunk count (${placed.length} != ${chunkCount})`);
    if (flaw === 'size') return failed(`unexpected file size (${sums.sizeBytes} != ${sizeBytes})`);
    writer.isClosed = true;
    if (flaw === 'csum') return failed('got unexpected checksum');
    this.writers.delete(wid);
    this.archives.push(writer);
    this.fileCount += 1;
    return 'accepted';
  }

  #blob({ name, flaw }: Call & { kind: 'blob' }, bodyBytes: number): Prediction {
    if (!name.endsWith('.blob')) return refused(`wrong blob file extension: '${name}'`);
    if (flaw === 'long') return refused(`got blob with unexpected length (${bodyBytes - 1} != ${bodyBytes})`);
    if (flaw === 'magic') return refused('unable to parse raw blob - wrong magic');
    if (flaw === 'crc') return refused('Data blob has wrong CRC checksum.');
    if (this.state === 'finished') return refused('backup already marked as finished.');
    this.fileCount += 1;
    if (name === 'index.json.blob') this.hasManifest = true;
    return 'accepted';
  }

  #finish(): Prediction {
    const inactive = this.#inactive();
    if (inactive !== null) return inactive;
    if (this.writers.size > 0) return refused('found open index writer - unable to finish backup');
    if (this.fileCount === 0) return refused('backup does not contain valid files (file count == 0)');
    if (!this.hasManifest) {
      if (this.release === '4.1') this.state = 'finishing';
      return refused(noManifest);
    }
    this.state = 'finished';
    return 'accepted';
  }

  #nextOffset(wid: number): number {
    const writer = this.writers.get(wid);
    if (writer === undefined) return 0;
    if (writer.of === 'dynamic') return writer.offsetBytes;
    const free = writer.placed.indexOf(undefined);
    return Math.max(0, free) * fixedChunkSizeBytes;
  }
}

export const sizeOf = (chunk: number): number => chunks[chunk]?.sizeBytes ?? 0;

function place(writer: ModelWriter, chunk: number, offset: number): string | null {
  const size = sizeOf(chunk);
  if (writer.of === 'dynamic') {
    if (offset !== writer.offsetBytes)
      return `dynamic writer '${writer.name}' append chunk failed - got strange chunk offset (${writer.offsetBytes} != ${offset})`;
    writer.placed.push(chunk);
    writer.offsetBytes += size;
  } else {
    const end = offset + size;
    if (end > writer.imageBytes) return `chunk data exceeds size (${end} >= ${writer.imageBytes})`;
    if (end !== writer.imageBytes && size !== fixedChunkSizeBytes)
      return `chunk with unexpected length (${size} != ${fixedChunkSizeBytes}`;
    if (offset % fixedChunkSizeBytes !== 0) return `got unaligned chunk (pos = ${offset})`;
    writer.placed[offset / fixedChunkSizeBytes] = chunk;
  }
  writer.chunkCount += 1;
  return null;
}

function csumOf(writer: ModelWriter): string {
  if (writer.of === 'dynamic') return dynamicCsum(writer.placed.flatMap((chunk) => chunks[chunk ?? -1] ?? []));
  return fixedCsum(writer.placed.map((chunk) => chunks[chunk ?? -1]?.digest ?? unsetDigest));
}
