// In: what logs say of each session, beside how it was seen to end; clocks; numbers. Out: contradictions in sentences, and what looks like one
// and is normal. protocol.md 5.9.
import {
  type EvidenceFigure,
  type EvidenceFile,
  formatBytes,
  formatCount,
  formatDuration,
  outcomeWords,
} from '../report/index.js';
import type { LocatedLog } from './place-lines.js';

export function notesOf(file: EvidenceFile, log: LocatedLog, figures: readonly EvidenceFigure[]): string[] {
  return [
    ...clockNotes(file),
    ...log.strangers.map((snapshot) => `${file.name} tells of ${snapshot}, of which this recording has no session.`),
    ...endNotes(file.name, log),
    ...figures.filter((figure) => !figure.doesAgree).map(describeDifference),
  ];
}

function clockNotes({ name, clock }: EvidenceFile): string[] {
  const straying = clock.matchedCount - clock.agreeingCount;
  if (straying === 0) return [];
  return [
    `${straying} of ${clock.matchedCount} times in ${name} do not fit the offset of the others ` +
      `(${formatDuration(clock.offsetMs ?? 0)}): its clock was set while it ran, or those lines are of another run.`,
  ];
}

function endNotes(name: string, { lines }: LocatedLog): string[] {
  return lines.flatMap(({ line: { fact }, session }): string[] => {
    if (session === null || fact === null) return [];
    const outcome = outcomeWords[session.outcome];
    const isFinished = session.outcome === 'finished';
    if (fact.kind === 'taskEnded') {
      if (!fact.hasFailed && !isFinished && session.outcome !== 'cut' && session.outcome !== 'open')
        return [`${name} says TASK OK; on the wire session ${session.id} was ${outcome}.`];
      if (fact.hasFailed && isFinished && !(fact.isNormal && session.kind !== 'backup'))
        return [`${name} says TASK ERROR; on the wire session ${session.id} ${outcome}.`];
      if (fact.hasFailed && isFinished)
        return [
          `${name} ends session ${session.id} in TASK ERROR, which is normal of a ${session.kind} whose client just closes.`,
        ];
    }
    if (fact.kind === 'clientEnded' && !isFinished && session.outcome !== 'cut')
      return [`${name} says that the client ended well; on the wire session ${session.id} was ${outcome}.`];
    return [];
  });
}

function describeDifference({ archive, what, unit, observed, stated, file }: EvidenceFigure): string {
  const format = unit === 'bytes' ? formatBytes : formatCount;
  const [ours, theirs] = [format(observed), format(stated)];
  const exact = ours === theirs ? ` (${observed} and ${stated})` : '';
  return `${archive}, ${what}: ${ours} on the wire, ${theirs} in ${file}${exact}.`;
}
