// In: Events. Out: a trace file: JSON lines, mode 0600, `.gz` and `.zst` packed by their name. Never makes the relay wait: what a
// slow disk does not take is dropped and counted, a disk that fails is said once through `onLoss`. Redacts nothing: decode did.
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Event, TraceHeader } from '../../core/event/index.js';
import { createPacker } from './packer.js';

export interface RecorderOptions {
  readonly path: string;
  readonly header: TraceHeader;
  /** Called once, with one sentence, when the file cannot be written; from then on every Event counts as dropped. */
  readonly onLoss: (sentence: string) => void;
}

export interface Recorder {
  write(event: Event): void;
  /** Events that did not reach the file. */
  readonly droppedCount: number;
  /** Writes what is pending and closes. Never rejects. */
  close(): Promise<void>;
}

/** Text is gathered to this size before it is handed to the stream: one write per Event would cost more than the Event. */
const batchBytes = 64 * 1024;
/** What is gathered reaches the disk at the latest after this, so that a crash loses little. */
const flushEveryMs = 200;
/** Bytes that may wait for a slow disk: some seconds of a fast backup. */
const maxPendingBytes = 16 * 1024 * 1024;

export function openRecorder(options: RecorderOptions): Recorder {
  let lines: string[] = [];
  let gatheredBytes = 0;
  let droppedCount = 0;
  let unsaidDropCount = 0;
  let hasFailed = false;
  const file: WriteStream = createWriteStream(options.path, { flags: 'a', mode: 0o600 });
  const packer = createPacker(options.path);
  const entrance = packer ?? file;

  const fail = (error: NodeJS.ErrnoException): void => {
    if (hasFailed) return;
    hasFailed = true;
    droppedCount += lines.length;
    lines = [];
    options.onLoss(
      `${options.path} takes no more (${error.code ?? error.message}); the recording ends here, the relay goes on.`,
    );
    entrance.destroy();
    file.destroy();
  };
  file.on('error', fail);
  if (packer !== null) {
    packer.on('error', fail);
    packer.pipe(file);
  }

  const pendingBytes = (): number => gatheredBytes + file.writableLength + (packer?.writableLength ?? 0);
  const handOver = (): void => {
    if (lines.length === 0 || hasFailed) return;
    const lineCount = lines.length;
    entrance.write(lines.join(''), (error) => {
      if (error) droppedCount += lineCount;
    });
    lines = [];
    gatheredBytes = 0;
  };
  const put = (value: TraceHeader | Event): void => {
    const line = `${JSON.stringify(value)}\n`;
    lines.push(line);
    gatheredBytes += line.length;
    if (gatheredBytes >= batchBytes) handOver();
  };
  const flushing = setInterval(() => {
    handOver();
    if (!hasFailed) packer?.flushWritten?.();
  }, flushEveryMs);
  flushing.unref();

  put(options.header);
  return {
    get droppedCount() {
      return droppedCount;
    },
    write(event) {
      if (hasFailed || pendingBytes() > maxPendingBytes) {
        droppedCount += 1;
        unsaidDropCount += 1;
        return;
      }
      if (unsaidDropCount > 0) {
        put({
          kind: 'dropped',
          connection: 0,
          atMs: event.atMs,
          eventCount: unsaidDropCount,
          reason: 'the disk was slower than the traffic',
        });
        unsaidDropCount = 0;
      }
      put(event);
    },
    async close() {
      clearInterval(flushing);
      handOver();
      if (hasFailed) return;
      await new Promise<void>((resolve) => {
        file.once('close', () => resolve());
        entrance.end();
      });
    },
  };
}
