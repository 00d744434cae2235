// In: a capture with client output and task log beside it. Out: its report with the evidence of both, as `report --with` makes it.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Analyzer } from '../../src/core/analyzer.js';
import { gatherEvidence, type LogBook } from '../../src/core/evidence/index.js';
import type { Report, ReportEvidence } from '../../src/core/report/index.js';
import { readEvidence } from '../../src/sources/evidence/index.js';
import { besideCapture, decodeCapture } from './read-report.js';

export interface ObservedEvidence {
  readonly report: Report;
  readonly evidence: ReportEvidence;
  readonly details: Analyzer;
}

export async function observeEvidence(
  capture: string,
  logs: readonly string[] = ['task.txt', 'client.txt'].flatMap((one) => besideCapture(capture, one) ?? []),
): Promise<ObservedEvidence> {
  const { events, startedAtUnixMs } = await decodeCapture(capture);
  const details = new Analyzer({ source: { kind: 'capture', name: basename(capture) }, startedAtUnixMs });
  for (const event of events) details.feed(event);
  const books: LogBook[] = [];
  for (const path of logs) books.push(await readEvidence(basename(path), createReadStream(path)));
  const report = details.report();
  const evidence = gatherEvidence(books, report, (query) => details.calls(query));
  return { report: { ...report, evidence }, evidence, details };
}
