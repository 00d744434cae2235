// In: a capture. Out: its report and a model of each of its sessions, as `pbscope predict` makes them.
import { basename } from 'node:path';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { createModel, type Model, RecordingCollector } from '../../src/core/model/index.js';
import type { Report } from '../../src/core/report/index.js';
import { decodeCapture } from './read-report.js';

export interface Recorded {
  readonly report: Report;
  /** By session id; none where no call was answered. */
  readonly models: ReadonlyMap<number, Model>;
}

export function modelsOf(name: string, events: readonly Event[], startedAtUnixMs = 0): Recorded {
  const collector = new RecordingCollector();
  const analyzer = new Analyzer({
    source: { kind: 'capture', name },
    startedAtUnixMs,
    onStep: (step, owner) => collector.noteStep(step, owner),
  });
  for (const event of events) {
    collector.noteEvent(event);
    analyzer.feed(event);
  }
  const report = analyzer.report();
  const models = report.sessions.flatMap(({ id }) => {
    const recording = collector.recordingOf(report, id);
    return recording === null ? [] : [[id, createModel(recording)] as const];
  });
  return { report, models: new Map(models) };
}

export async function modelsOfCapture(path: string): Promise<Recorded> {
  const { events, startedAtUnixMs } = await decodeCapture(path);
  return modelsOf(basename(path), events, startedAtUnixMs);
}
