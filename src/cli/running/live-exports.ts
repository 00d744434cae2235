// The exports of a live run beside its analyzer: --pcapng, --har, --prometheus, --otlp. In: what the relay tells, the Events it became,
// the report again and again. Out: files, a page of metrics, traces sent. What fails in one of them is said and costs nothing else.
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Analyzer } from '../../core/analyzer.js';
import type { Event } from '../../core/event/index.js';
import { CallTracker } from '../../core/pbs/index.js';
import { countOf, type Report } from '../../core/report/index.js';
import type { WireEvent } from '../../core/wire/index.js';
import { renderHar } from '../../sinks/export/index.js';
import { createMetrics, createOtlpSender, type Metrics, renderOtlpRequests } from '../../sinks/telemetry/index.js';
import type { ExportPlan } from '../plans/index.js';
import { type MetricsServer, serveMetrics } from './metrics-server.js';
import { openPcapngFile } from './pcapng-file.js';

export interface LiveExports {
  /** Before anything is decoded; its bytes are borrowed. Never throws. */
  noteWire(event: WireEvent): void;
  noteEvent(event: Event): void;
  update(report: Report): void;
  /** Whether `update` is of use. */
  readonly needsReports: boolean;
  readonly metricsServer: MetricsServer | null;
  close(report: Report): Promise<void>;
}

export interface LiveExportOptions {
  readonly plan: ExportPlan;
  readonly startedAtUnixMs: number;
  readonly analyzer: () => Analyzer;
  readonly warn: (sentence: string) => void;
}

export async function startLiveExports({
  plan,
  startedAtUnixMs,
  analyzer,
  warn,
}: LiveExportOptions): Promise<LiveExports> {
  const metrics = plan.prometheus === undefined ? null : await createMetrics();
  const metricsServer =
    metrics === null || plan.prometheus === undefined
      ? null
      : await serveMetrics(plan.prometheus, metrics, () => analyzer().report());
  const tracker = metrics === null ? null : new CallTracker();
  const pcapng =
    plan.pcapngPath === undefined
      ? null
      : openPcapngFile(plan.pcapngPath, { startedAtUnixMs, snapBytes: plan.snapBytes }, warn);
  const sender = plan.otlpUrl === undefined ? null : createOtlpSender({ url: plan.otlpUrl, warn });
  const host = hostname();
  const sent = new Set<number>();
  const sendEnded = (report: Report): void => {
    const present = new Set(report.sessions.map((session) => session.id));
    for (const id of sent) if (!present.has(id)) sent.delete(id);
    for (const session of report.sessions) {
      if (session.outcome === 'open' || sent.has(session.id)) continue;
      sent.add(session.id);
      sender?.send(renderOtlpRequests(report, analyzer(), session, host));
    }
  };
  let hasFailed = false;
  return {
    needsReports: sender !== null || metrics !== null,
    metricsServer,
    noteWire(event) {
      if (pcapng === null || hasFailed) return;
      try {
        pcapng.write(event);
      } catch (error) {
        hasFailed = true;
        warn(`Packets are no longer written (${(error as Error).message}); the relay goes on.`);
      }
    },
    noteEvent(event) {
      if (tracker !== null && metrics !== null) noteCalls(tracker, event, metrics);
    },
    update(report) {
      if (sender !== null) sendEnded(report);
      metrics?.update(report);
    },
    async close(report) {
      sendEnded(report);
      metricsServer?.close();
      await pcapng?.close();
      if (pcapng !== null && pcapng.droppedCount > 0)
        warn(`${pcapng.droppedCount} packets are missing in ${plan.pcapngPath}.`);
      if (plan.harPath !== undefined) await writeHar(plan.harPath, renderHar(report, analyzer()), warn);
      await sender?.close();
      if (sender !== null && sender.lostCount > 0)
        warn(`${countOf(sender.lostCount, 'request')} with traces did not reach the collector.`);
    },
  };
}

function noteCalls(tracker: CallTracker, event: Event, metrics: Metrics): void {
  for (const step of tracker.feed(event)) {
    if (step.kind !== 'callEnded') continue;
    const { operation, status, state, startedAtMs, responseEndAtMs } = step.call;
    metrics.noteCall({
      operation,
      status,
      state,
      durationMs: responseEndAtMs === null ? null : responseEndAtMs - startedAtMs,
    });
  }
}

async function writeHar(path: string, text: string, warn: (sentence: string) => void): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    warn(`The HTTP Archive cannot be written to ${path} (${(error as Error).message}).`);
  }
}
