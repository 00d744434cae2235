// A trace or capture → its report and the recording of one session. In: the opened input, and which session. Out: both, or the
// operator's error. The longest session where none is named: the reader beside a backup is part of that backup.
import { Analyzer } from '../../core/analyzer.js';
import { type Recording, RecordingCollector } from '../../core/model/index.js';
import type { Report } from '../../core/report/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import type { Input } from '../input/index.js';

export async function readRecording(
  input: Input,
  sessionId: number | null,
): Promise<{ readonly report: Report; readonly recording: Recording }> {
  const collector = new RecordingCollector();
  const analyzer = new Analyzer({
    source: { kind: input.kind, name: input.name },
    startedAtUnixMs: input.startedAtUnixMs,
    onStep: (step, owner) => collector.noteStep(step, owner),
  });
  for await (const event of input.events) {
    collector.noteEvent(event);
    analyzer.feed(event);
  }
  const report = analyzer.report();
  const id = sessionId ?? longestSession(report);
  const recording = id === null ? null : collector.recordingOf(report, id);
  if (recording !== null) return { report, recording };
  const ids = report.sessions.map((session) => session.id).join(', ');
  throw new OperatorError(
    ids === '' ? `${input.name} holds no session.` : `There is no answered call of session ${id} in ${input.name}.`,
    ids === '' ? 'Give a trace or a capture of a backup or a restore.' : `Its sessions are ${ids}.`,
    exitCodes.unusableInput,
  );
}

function longestSession({ sessions }: Report): number | null {
  const candidates = sessions.filter(
    ({ twinOf, kind, sameAs }) => (twinOf === null || kind === 'backup') && sameAs === null,
  );
  const among = candidates.length > 0 ? candidates : sessions;
  if (among.length === 0) return null;
  return among.reduce((longest, session) => (session.durationMs > longest.durationMs ? session : longest)).id;
}
