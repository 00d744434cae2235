// A relay with everything behind it: observer, recorder, screen or lines. Used by `proxy` and `demo` alike, so that what is seen live
// is one thing. In: where to listen and what is behind. Out: a running whole that can be waited for and stopped.

import { setTimeout as delay } from 'node:timers/promises';
import {
  type CertificateStore,
  type LineOptions,
  type Relay,
  type RelayOptions,
  startClock,
  startRelay,
} from '../../sources/relay/index.js';
import type { CommandContext } from '../command.js';
import { createLiveLines, hasScreen } from '../output/index.js';
import { describeLine, type ExportPlan, type RecordTo, type UpstreamPlan } from '../plans/index.js';
import type { Screen } from '../screen/index.js';
import { formatHostPort, type HostPort, toolName } from '../settings/index.js';
import { createHooks } from './hooks.js';
import { describeListenFailure } from './listen-failure.js';
import { startLiveExports } from './live-exports.js';
import { type Observer, startObserver } from './observer.js';
import { lossEvent } from './recording.js';
import { checkRecordings, type Recordings, startRecordings } from './recordings.js';
import { untilInterrupted } from './until-interrupted.js';

export interface LiveOptions {
  readonly title: string;
  readonly listen: HostPort;
  readonly upstream: HostPort;
  readonly verify: RelayOptions['verify'];
  readonly certificates: CertificateStore;
  readonly certificateFor?: RelayOptions['certificateFor'];
  readonly line: LineOptions | null;
  readonly recordTo: RecordTo | undefined;
  /** Servers beside `upstream`, by the names that lead to them. */
  readonly routes?: readonly UpstreamPlan[];
  readonly stuckAfterMs: number | undefined;
  readonly onKeylog?: (line: Buffer) => void;
  readonly exports?: ExportPlan;
  /** Commands of --on-stuck and --on-verdict. */
  readonly onStuck?: string | undefined;
  readonly onVerdict?: string | undefined;
  /** `none`: stdout is somebody else's. */
  readonly lines?: 'shown' | 'none';
}

export interface Live {
  readonly relay: Relay;
  readonly observer: Observer;
  /** Of --prometheus. */
  readonly metricsAddress: HostPort | undefined;
  /** The dashboard, where there is a terminal and it was asked for. */
  openScreen(): Promise<Screen | null>;
  /** Begins new files: SIGHUP of a service. Says what it did. */
  rotate(): void;
  /**
   * Takes no new connections, lets those that run end (a backup that is cut starts from nothing), or cuts them at the next signal;
   * then ends observer and recording. The report is final afterwards.
   */
  /** Waits for the open connections: as long as they take, or `cutAfterMs`. */
  stop(options?: { readonly cutAfterMs?: number }): Promise<void>;
}

/** Connections of a run that is over end at once; only what takes longer is worth a line. */
const sayWaitingAfterMs = 1_000;

/** How often the lines without a dashboard are brought up to date. */
const linesEveryMs = 250;

export async function startLive(context: CommandContext, options: LiveOptions): Promise<Live> {
  const plans = [options, ...(options.routes ?? [])].map(({ upstream, recordTo }) => ({
    server: formatHostPort(upstream),
    to: recordTo,
  }));
  checkRecordings(plans);
  const clock = startClock();
  const { logger } = context.log;
  // Made when the port is known, which its header names; no connection comes before.
  let recordings: Recordings | null = null;
  const exporting =
    options.exports === undefined
      ? null
      : await startLiveExports({
          plan: options.exports,
          startedAtUnixMs: clock.startedAtUnixMs,
          analyzer: () => observer.analyzer,
          warn: (sentence) => logger.warn(sentence),
        });
  const observer = startObserver({
    name: options.title,
    startedAtUnixMs: clock.startedAtUnixMs,
    nowMs: () => clock.nowMs(),
    ...(options.stuckAfterMs === undefined ? {} : { stuckAfterMs: options.stuckAfterMs }),
    onEvent: (event) => {
      recordings?.write(event);
      exporting?.noteEvent(event);
    },
  });
  const relay = await startRelay({
    listen: options.listen,
    upstream: options.upstream,
    verify: options.verify,
    certificates: options.certificates,
    certificateFor: options.certificateFor ?? 'one-leaf',
    clock,
    observe: (event) => {
      exporting?.noteWire(event);
      observer.observe(event);
    },
    onNotice: (notice) => logger.warn(`${notice.sentence} ${notice.nextStep}`.trim()),
    ...(options.line === null ? {} : { line: options.line }),
    routes: (options.routes ?? []).map(({ line, serverNames, upstream, verify }) => ({
      serverNames,
      upstream,
      verify,
      ...(line === null ? {} : { line }),
    })),
    ...(options.onKeylog === undefined ? {} : { onKeylog: options.onKeylog }),
  }).catch((error: unknown) => {
    observer.end();
    exporting?.metricsServer?.close();
    throw describeListenFailure(error, options.listen);
  });
  if (options.line !== null) logger.info(`The line to the server is emulated: ${describeLine(options.line)}.`);
  recordings = startRecordings(plans, {
    tool: toolName,
    startedAtUnixMs: clock.startedAtUnixMs,
    listen: formatHostPort(relay.address),
    onLoss: (sentence) => {
      logger.warn(sentence);
      observer.note(lossEvent(clock.nowMs(), sentence));
    },
  });
  const running = recordings;
  const hooks = createHooks({
    onStuck: options.onStuck,
    onVerdict: options.onVerdict,
    warn: (sentence) => logger.warn(sentence),
  });
  const hasHooks = options.onStuck !== undefined || options.onVerdict !== undefined;
  const lines = options.lines === 'none' ? null : createLiveLines(context.print);
  let isScreenOpen = false;
  const updating = setInterval(() => {
    const isSeen = isScreenOpen && !hasHooks && exporting?.needsReports !== true;
    if (isSeen) return;
    const report = observer.analyzer.report();
    if (!isScreenOpen) lines?.update(report);
    hooks.update(report);
    exporting?.update(report);
  }, linesEveryMs);
  updating.unref();
  const metricsAddress = exporting?.metricsServer?.address;
  if (metricsAddress !== undefined) logger.info(`Metrics are at http://${formatHostPort(metricsAddress)}/metrics.`);
  return {
    relay,
    observer,
    metricsAddress,
    async openScreen() {
      if (!hasScreen(context)) return null;
      const { showDashboard } = await import('../screen/index.js');
      isScreenOpen = true;
      const screen = showDashboard(context, {
        feed: observer.analyzer,
        details: observer.analyzer,
        title: options.title,
        isLive: true,
        isRelay: true,
        onCrash: () => {
          isScreenOpen = false;
        },
      });
      void screen.closed.then(() => {
        isScreenOpen = false;
      });
      return screen;
    },
    rotate() {
      const { rotatedCount, fixedCount } = running.rotate();
      if (rotatedCount > 0) logger.info('SIGHUP: connections without a session go to a new file.');
      if (fixedCount > 0)
        logger.warn('SIGHUP: a recording into one file is not cut. Record into a folder: --record FOLDER/');
      if (rotatedCount + fixedCount === 0) logger.info('SIGHUP: there is no recording to begin anew.');
    },
    async stop({ cutAfterMs } = {}) {
      clearInterval(updating);
      const saying = setTimeout(() => {
        const count = relay.openConnectionCount;
        const what = count === 1 ? '1 open connection' : `${count} open connections`;
        logger.info(`Waiting for ${what} to end; interrupt again to cut.`);
      }, sayWaitingAfterMs);
      const isDrained = relay.stop('drain').then(() => true);
      const cutting = new AbortController();
      const isOverdue =
        cutAfterMs === undefined ? [] : [delay(cutAfterMs, false, { signal: cutting.signal }).catch(() => true)];
      const isEnded = await Promise.race([isDrained, untilInterrupted().then(() => false), ...isOverdue]);
      cutting.abort();
      clearTimeout(saying);
      if (!isEnded) await relay.stop('now');
      observer.end();
      const report = observer.analyzer.report();
      if (!isScreenOpen) lines?.update(report);
      hooks.update(report);
      await hooks.close();
      await running.close();
      await exporting?.close(report);
      if (running.droppedCount > 0) logger.warn(`${running.droppedCount} events are missing in what was recorded.`);
    },
  };
}
