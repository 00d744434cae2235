// --pcapng FILE: what passes, in clear text, for Wireshark. In: WireEvents, their bytes borrowed. Out: a file that only its owner reads.
// A disk that is slow or full costs packets of the file, counted and said once; the relay goes on.
import { createWriteStream, type WriteStream } from 'node:fs';
import type { WireEvent } from '../../core/wire/index.js';
import { PcapngEncoder, type PcapngOptions } from '../../sinks/pcapng/index.js';

export interface PcapngFile {
  write(event: WireEvent): void;
  close(): Promise<void>;
  readonly droppedCount: number;
}

/** What may wait for the disk: two seconds of a fast line, little of a server's memory. */
const maxWaitingBytes = 64 * 1024 * 1024;

export function openPcapngFile(path: string, options: PcapngOptions, onLoss: (sentence: string) => void): PcapngFile {
  const encoder = new PcapngEncoder(options);
  const file: WriteStream = createWriteStream(path, { flags: 'w', mode: 0o600 });
  let hasFailed = false;
  let droppedCount = 0;
  file.on('error', (error) => {
    if (!hasFailed) onLoss(`${path} takes no more packets (${error.message}); the relay goes on.`);
    hasFailed = true;
  });
  const put = (pieces: readonly Uint8Array[]): void => {
    for (const piece of pieces) {
      if (hasFailed || file.writableLength > maxWaitingBytes) {
        if (droppedCount === 0 && !hasFailed) onLoss(`The disk is too slow for ${path}: packets are missing in it.`);
        droppedCount += 1;
      } else file.write(piece);
    }
  };
  return {
    write: (event) => put(encoder.feed(event)),
    close: () => {
      put(encoder.end());
      return new Promise((resolve) => {
        file.once('close', resolve);
        if (file.closed) resolve();
        file.end();
      });
    },
    get droppedCount() {
      return droppedCount;
    },
  };
}
