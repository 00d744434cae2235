// Out: a promise that ends with the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once.
import { exitCodes } from '../errors/index.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (isStopping) process.exit(exitCodes.interrupted);
        isStopping = true;
        resolve(signal);
      });
    }
  });
}
