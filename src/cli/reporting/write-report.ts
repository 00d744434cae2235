// In: an input, a format, where it goes. Out: the input read to its end and written in that format, piece by piece where the format is
// made from more than the report; and the report, which is null where none was made. What a trace does not hold is said.
import { Analyzer } from '../../core/analyzer.js';
import type { FrameRecord } from '../../core/decode/index.js';
import { gatherEvidence, type LogBook } from '../../core/evidence/index.js';
import type { CallQuery, CallRow, Report } from '../../core/report/index.js';
import type { WireEvent } from '../../core/wire/index.js';
import type { ReportDetails, SingleFormat } from '../../sinks/export/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { type InputOptions, openInput } from '../input/index.js';
import type { ResultOutput } from '../output/index.js';

export interface ReportingOptions {
  readonly format: SingleFormat;
  readonly input: Pick<InputOptions, 'path' | 'keylogPath' | 'logicalBytes'>;
  readonly stuckAfterMs: number | undefined;
  /** Logs of other programs; with one the report has a section `evidence`. */
  readonly logs?: readonly LogBook[];
  /** What of the analysis the format may ask for: the operator's filter. */
  readonly detailsOf: (analyzer: Analyzer, nowMs: number) => ReportDetails;
  /** Opened when the input could be. */
  readonly openOutput: () => ResultOutput;
}

export interface Written {
  readonly report: Report;
  /** False: nothing of what the format is made of was there. */
  readonly hasContent: boolean;
}

/** A format at work: what it takes from the input, what it has to say in between and at the end. */
interface Rendering {
  readonly onFrame?: (frame: FrameRecord) => void;
  readonly onWireEvent?: (event: WireEvent) => void;
  readonly onEvent?: (event: Parameters<Analyzer['feed']>[0]) => void;
  /** What is ready, and forgets it. */
  take(): readonly (string | Uint8Array)[];
  end(report: Report, details: ReportDetails): Promise<readonly (string | Uint8Array)[]>;
}

function beginRendering(format: SingleFormat, startedAtUnixMs: () => number): Rendering {
  const ready: (string | Uint8Array)[] = [];
  const take = (): readonly (string | Uint8Array)[] => ready.splice(0);
  const once = <T>(begin: () => T): (() => T) => {
    let made: T | undefined;
    return () => (made ??= begin());
  };
  switch (format.from) {
    case 'report':
      return { take, end: async (report, details) => [await format.render(report, details)] };
    case 'frames':
      return { take, onFrame: (frame) => ready.push(`${format.describeFrame(frame)}\n`), end: async () => [] };
    case 'events': {
      const rendering = once(() => format.begin(startedAtUnixMs()));
      return {
        take,
        onEvent: (event) => ready.push(rendering().feed(event)),
        end: async (report, details) => [rendering().end(report, details)],
      };
    }
    case 'wire': {
      const rendering = once(() => format.begin(startedAtUnixMs()));
      return {
        take,
        onWireEvent: (event) => ready.push(...rendering().feed(event)),
        end: async () => rendering().end(),
      };
    }
  }
}

const withEvidence = (
  report: Report,
  logs: readonly LogBook[],
  calls: (query: CallQuery) => readonly CallRow[],
): Report => (logs.length === 0 ? report : { ...report, evidence: gatherEvidence(logs, report, calls) });

export async function writeReport(options: ReportingOptions): Promise<Written> {
  const { format } = options;
  let startedAtUnixMs = 0;
  let hasContent = format.from === 'report' || format.from === 'events';
  const rendering = beginRendering(format, () => startedAtUnixMs);
  const input = await openInput({
    ...options.input,
    ...(rendering.onFrame === undefined ? {} : { onFrame: rendering.onFrame }),
    ...(rendering.onWireEvent === undefined ? {} : { onWireEvent: rendering.onWireEvent }),
  });
  startedAtUnixMs = input.startedAtUnixMs;
  if (input.kind === 'trace' && (format.from === 'frames' || format.from === 'wire')) {
    throw new OperatorError(
      `${input.name} is a trace, which holds no ${format.from === 'frames' ? 'frames' : 'bytes'}.`,
      'Use --format text, or give a packet capture.',
      exitCodes.unusableInput,
    );
  }
  const output = options.openOutput();
  const analyzer = new Analyzer({
    source: { kind: input.kind, name: input.name },
    startedAtUnixMs,
    shapes: input.shapes,
    ...(options.stuckAfterMs === undefined ? {} : { stuckAfterMs: options.stuckAfterMs }),
  });
  const flush = async (pieces: readonly (string | Uint8Array)[]): Promise<void> => {
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      hasContent = true;
      await output.write(piece);
    }
  };
  for await (const event of input.events) {
    analyzer.feed(event);
    rendering.onEvent?.(event);
    await flush(rendering.take());
  }
  const report = withEvidence(analyzer.report(), options.logs ?? [], (query) => analyzer.calls(query));
  await flush([...rendering.take(), ...(await rendering.end(report, options.detailsOf(analyzer, report.durationMs)))]);
  await output.close();
  return { report, hasContent };
}
