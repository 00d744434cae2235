// When the process ends, is stopped (ctrl-z) or is continued. In: what to do then. Out: a function that stops watching. A signal
// that nobody else listens to is raised again once the terminal is back, so that it still ends the process as it would have without us.
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface ProcessWatch {
  onEnd(): void;
  /** Stopped as soon as it returns; again and again. */
  onStop(): void;
  onContinue(): void;
}

/** As the terminal driver would for ctrl-z, which raw mode takes from it. */
export const stopProcess = (): void => void process.kill(process.pid, 'SIGTSTP');

export function onProcessEnd({ onEnd, onStop, onContinue }: ProcessWatch): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    const isAlone = process.listenerCount(signal) <= 1;
    stop();
    onEnd();
    if (isAlone) process.kill(process.pid, signal);
  };
  const onTerminalStop = (): void => {
    onStop();
    process.kill(process.pid, 'SIGSTOP');
  };
  const stop = (): void => {
    for (const signal of endingSignals) process.removeListener(signal, onSignal);
    process.removeListener('exit', onEnd);
    process.removeListener('uncaughtExceptionMonitor', onEnd);
    process.removeListener('SIGTSTP', onTerminalStop);
    process.removeListener('SIGCONT', onContinue);
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  process.on('exit', onEnd);
  // Only looks: the exception goes its way, its stack on a screen that can be read.
  process.on('uncaughtExceptionMonitor', onEnd);
  process.on('SIGTSTP', onTerminalStop);
  process.on('SIGCONT', onContinue);
  return stop;
}
