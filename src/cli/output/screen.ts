// The dashboard on this terminal: wires a feed to it, redraws while live, and gives log lines to it while it owns the screen.
import { type Dashboard, type DashboardFeed, startDashboard } from '../../sinks/dashboard/index.js';
import { type CommandContext, isFlagOn } from '../command.js';

/** At most this often; the dashboard itself draws only what changed. */
const redrawEveryMs = 100;
/** Messages kept for the screen. */
const maxNoticeCount = 200;

export interface ScreenOptions {
  readonly feed: DashboardFeed;
  readonly title: string;
  readonly isLive: boolean;
}

export interface Screen {
  /** Settles when the user quits. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Both ends must be a terminal, and JSON or -q asked for none. */
export const hasScreen = (context: CommandContext): boolean =>
  process.stdout.isTTY === true && process.stdin.isTTY === true && !context.print.isJson && !isFlagOn(context, 'quiet');

export function showDashboard(context: CommandContext, options: ScreenOptions): Screen {
  const notices: string[] = [];
  context.log.divert((line) => {
    notices.push(line);
    if (notices.length > maxNoticeCount) notices.shift();
  });
  let dashboard: Dashboard | null = null;
  let redrawing: NodeJS.Timeout | null = null;
  const closed = new Promise<void>((resolve) => {
    dashboard = startDashboard({
      feed: options.feed,
      title: options.title,
      isLive: options.isLive,
      input: process.stdin,
      output: process.stdout,
      notices,
      isAscii: isFlagOn(context, 'ascii'),
      colour: context.hasColour ? '16' : 'none',
      onQuit: resolve,
    });
    redrawing = setInterval(() => dashboard?.refresh(), redrawEveryMs);
  });
  const close = (): void => {
    if (redrawing !== null) clearInterval(redrawing);
    redrawing = null;
    dashboard?.close();
    dashboard = null;
    context.log.divert(null);
  };
  return { closed: closed.then(close), close };
}
