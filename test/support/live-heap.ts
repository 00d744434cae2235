// Out: bytes of JavaScript objects that are in use, garbage collected away, whatever flags Node was started with.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function liveHeapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
