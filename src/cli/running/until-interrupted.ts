// Out: promises for SIGINT, SIGTERM and SIGHUP, one after the other: the first asks a command to end, the next one to end now.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Waiting = (signal: NodeJS.Signals) => void;

let waiting: Waiting[] = [];
let isListening = false;

/** Settles with the next signal from now on; until the first call signals do what they always do. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  if (!isListening) {
    isListening = true;
    for (const signal of signals) {
      process.on(signal, () => {
        const called = waiting;
        waiting = [];
        for (const resume of called) resume(signal);
      });
    }
  }
  return new Promise((resolve) => waiting.push(resolve));
}
