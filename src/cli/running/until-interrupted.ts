// Out: promises for SIGINT, SIGTERM and SIGHUP, one after the other: the first asks a command to end, the next one to end now. Where no
// terminal can hang up, SIGHUP may mean something else: begin new files.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Waiting = (signal: NodeJS.Signals) => void;

let waiting: Waiting[] = [];
let isListening = false;
let hangup: (() => void) | null = null;

function listen(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && hangup !== null) {
        hangup();
        return;
      }
      const called = waiting;
      waiting = [];
      for (const resume of called) resume(signal);
    });
  }
}

/** Settles with the next signal from now on; until the first call signals do what they always do. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  listen();
  return new Promise((resolve) => waiting.push(resolve));
}

/** From now on SIGHUP is this, and interrupts nothing. */
export function onHangup(call: () => void): void {
  hangup = call;
  listen();
}
