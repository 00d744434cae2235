// The dashboard on this terminal: wires a feed to it, redraws while live, and gives log lines to it while it owns the screen.
import { type Dashboard, type DashboardFeed, startDashboard } from '../../sinks/dashboard/index.js';
import type { ReportDetails } from '../../sinks/export/index.js';
import { type CommandContext, isFlagOn } from '../command.js';
import { readDashboardSettings, saveFilter, writeDashboardSettings } from '../dashboard-settings/index.js';
import { inZone } from '../reporting/index.js';
import { writeReport } from './write-report.js';

/** At most this often; the dashboard itself draws only what changed. */
const redrawEveryMs = 100;
/** Live, pictures take a two-hundredth of the relay's thread: as many calls wait for one, too few to move the 99th percentile. */
const liveRestFactor = 200;
/** Messages kept for the screen. */
const maxNoticeCount = 200;

export interface ScreenOptions {
  readonly feed: DashboardFeed;
  readonly title: string;
  readonly isLive: boolean;
  /** Sessions go through this process: pictures rest, ctrl-z does not stop it. */
  readonly isRelay?: boolean;
  /** For `w`; absent: the feed answers too late for a report. */
  readonly details?: ReportDetails;
  /** The dashboard is gone by its own fault; a live run goes on with plain lines. */
  readonly onCrash?: () => void;
}

export interface Screen {
  /** Settles when the user quits. */
  readonly closed: Promise<void>;
  close(): void;
}

function colourDepth(context: CommandContext): 'none' | '16' | '256' {
  if (!context.hasColour) return 'none';
  return process.stdout.getColorDepth() >= 8 ? '256' : '16';
}

/** Consoles whose fonts lack bars and ticks; --no-ascii draws them all the same. */
const plainConsoles = /^(linux|ansi|cons\d|vt\d)/;

function drawsAsciiOnly(context: CommandContext): boolean {
  return (
    isFlagOn(context, 'ascii') || (context.flags['ascii'] !== false && plainConsoles.test(process.env['TERM'] ?? ''))
  );
}

export function showDashboard(context: CommandContext, options: ScreenOptions): Screen {
  const { details } = options;
  const settings = readDashboardSettings();
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
      isAscii: drawsAsciiOnly(context),
      zone: context.zone,
      colour: colourDepth(context),
      hasMouse: context.flags['mouse'] !== false,
      restFactor: options.isRelay === true ? liveRestFactor : 0,
      isRelay: options.isRelay === true,
      isFirstRun: !settings.hasBeenSeen,
      savedFilters: settings.filters,
      onSaveFilter: (name, text) => saveFilter(name, text),
      ...(details === undefined
        ? {}
        : { writeReport: (path) => writeReport(path, options.feed.report(), inZone(details, context.zone)) }),
      onQuit: resolve,
      onCrash: (error) => {
        // The relay goes on; only the picture is lost.
        context.log.divert(null);
        context.log.logger.error(
          { err: error },
          'The dashboard broke and was closed; the rest goes on with plain lines.',
        );
        options.onCrash?.();
        if (!options.isLive) resolve();
      },
    });
    if (!settings.hasBeenSeen) rememberSeen(settings);
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

/** A read-only home shows the hint each time. */
function rememberSeen(settings: ReturnType<typeof readDashboardSettings>): void {
  try {
    writeDashboardSettings({ ...settings, hasBeenSeen: true });
  } catch {
    // It is a hint.
  }
}
