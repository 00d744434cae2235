// Live progress of lb-check on stderr: a line that is written over on a terminal, with the wait that remains; else a line now and then.
// In: what the run tells. Out: nothing once it is stopped. Silent with -q.
import type { Progress } from '../../../lbcheck/index.js';
import { type CommandContext, isFlagOn } from '../../command.js';

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  stop(): void;
}

const lineEveryMs = 30_000;
const eraseLine = '\r\u001b[K';

export function startProgress(context: CommandContext): ProgressLine {
  const isQuiet = isFlagOn(context, 'quiet');
  const isOverwriting = process.stderr.isTTY === true && !isQuiet;
  const waits = new Map<string, number>();
  let lastLineAtMs = performance.now();
  let finishedCount = 0;
  const write = (text: string): void => {
    if (isOverwriting) process.stderr.write(eraseLine + text.slice(0, (process.stderr.columns ?? 80) - 1));
  };
  const showWaits = (): void => {
    const longestMs = Math.max(0, ...waits.values());
    const text = `${[...waits.keys()].join(', ')}: ${Math.ceil(longestMs / 1000)} s to wait at most; Ctrl-C prints what is known`;
    write(text);
    if (isOverwriting || isQuiet || performance.now() - lastLineAtMs < lineEveryMs) return;
    lastLineAtMs = performance.now();
    context.log.logger.info(text);
  };
  return {
    show: (progress) => {
      switch (progress.kind) {
        case 'started':
          return write(`${finishedCount} done, now ${progress.id}: ${progress.title}`);
        case 'finished':
          finishedCount += 1;
          waits.delete(progress.check.id);
          return;
        case 'waiting':
          waits.set(progress.what, progress.remainingMs);
          if (progress.remainingMs === 0) waits.delete(progress.what);
          if (waits.size > 0) showWaits();
          return;
      }
    },
    stop: () => {
      if (isOverwriting) process.stderr.write(eraseLine);
    },
  };
}
