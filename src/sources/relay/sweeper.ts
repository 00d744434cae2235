// Frees the relay's short-lived buffers in time. In: how many bytes passed. Out: nothing. Does nothing where V8 lends no collector.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Sweeper {
  passed(byteCount: number): void;
}

/**
 * Node hands over each TLS record in a buffer of its own, outside V8's heap. When 64 MiB of them wait, V8 marks the whole heap to get
 * rid of them: with decoding on, a third of all CPU and 30 MiB. A collection of the young generation takes a fraction of a ms and
 * frees them all; after 8 MiB it still came too late now and then, below 2 MiB it costs more than it saves (scripts/bench, Node 20).
 */
const sweepEveryBytes = 4 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;

function borrowCollector(): Collect | null {
  try {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
    return typeof collect === 'function' ? (collect as Collect) : null;
  } catch {
    return null;
  }
}

export function createSweeper(): Sweeper {
  const collect = borrowCollector();
  let unsweptBytes = 0;
  return {
    passed(byteCount) {
      unsweptBytes += byteCount;
      if (unsweptBytes < sweepEveryBytes) return;
      unsweptBytes = 0;
      collect?.({ type: 'minor' });
    },
  };
}
