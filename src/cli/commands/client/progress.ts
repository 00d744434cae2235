// Progress of runs of more than a second: a line that is written over where stderr is a terminal, a JSON line a second with --json,
// else a line a minute, as the official client prints one. In: bytes as they pass. Out: nothing once it is stopped.
import { formatBytes, formatDuration, formatRate } from '../../../core/report/index.js';
import { type CommandContext, isFlagOn } from '../../command.js';

export interface Progress {
  add(what: string, addedBytes: number): void;
  stop(): void;
}

const tickMs = 1000;
const lineEveryMs = 60_000;

export function startProgress(context: CommandContext): Progress {
  const startedAtMs = performance.now();
  const isOverwriting = process.stderr.isTTY === true && !context.print.isJson;
  let processedBytes = 0;
  let current = '';
  let lastLineAtMs = startedAtMs;
  const tick = (): void => {
    const durationMs = Math.round(performance.now() - startedAtMs);
    const text = `${current}: processed ${formatBytes(processedBytes)} in ${formatDuration(durationMs)} (${formatRate((processedBytes * 1000) / durationMs)})`;
    context.print.message({ messageType: 'progress', archive: current, processedBytes, durationMs });
    if (context.print.isJson) return;
    if (isOverwriting) process.stderr.write(`\r\u001b[K${text}`);
    else if (performance.now() - lastLineAtMs >= lineEveryMs) {
      context.log.logger.info(text);
      lastLineAtMs = performance.now();
    }
  };
  const timer = isFlagOn(context, 'quiet') ? null : setInterval(tick, tickMs);
  timer?.unref();
  return {
    add: (what, addedBytes) => {
      current = what;
      processedBytes += addedBytes;
    },
    stop: () => {
      if (timer !== null) clearInterval(timer);
      if (isOverwriting && performance.now() - startedAtMs > tickMs) process.stderr.write('\r\u001b[K');
    },
  };
}
