// The appends that another client would have made of the same entries. In: a recording, its work, the other pipeline. Out: the
// recording with those appends in the place of its own, and work for them: what the recorded ones took, on average.
import type { Pipeline } from './pipelines.js';
import type { RecordedCall, Recording } from './recording.js';
import { isAppend, isClose } from './roles.js';
import type { Work, Works } from './work.js';

/** Ids are ordered like request heads: what comes between two calls has one between theirs. */
const idStep = 1e-6;

interface Entry {
  /** Chunk call that sent it; 0: known. */
  readonly chunk: number;
  /** The append that listed it. */
  readonly append: RecordedCall;
}

export function rebatch(
  recording: Recording,
  works: Works,
  { appends, appendEntryCount }: Pipeline,
): { readonly recording: Recording; readonly works: Works } {
  const own = recording.calls.filter(isAppend);
  // Lists that were not readable cannot be made anew.
  if (own.length === 0 || own.some(({ listed }) => listed === null)) return { recording, works };
  const mean = meanWork(own.flatMap((call) => works.get(call.id) ?? []));
  const bytesPerEntry = sum(own, ({ requestBytes }) => requestBytes) / sum(own, ({ listed }) => listed?.length ?? 0);
  const made: RecordedCall[] = [];
  for (const lane of new Set(own.map((call) => call.lane))) {
    const entries = own
      .filter((call) => call.lane === lane)
      .flatMap((append) => (append.listed ?? []).map((chunk): Entry => ({ chunk, append })));
    const close = recording.calls.find((call) => call.lane === lane && isClose(call));
    for (let at = 0; at < entries.length; at += appendEntryCount) {
      const part = entries.slice(at, at + appendEntryCount);
      const last = part.at(-1)!.append;
      const newest = part.reduce((id, { chunk }) => Math.max(id, chunk), 0);
      // At the end, or as soon as its newest chunk was sent; a list of known ones where the recording had it.
      const after = appends === 'at-end' && close !== undefined ? close.id - 0.5 : newest > 0 ? newest : last.id;
      made.push({
        ...last,
        id: after + idStep * (1 + made.length),
        requestBytes: Math.round(part.length * bytesPerEntry),
        listed: part.map(({ chunk }) => chunk),
      });
    }
  }
  const calls = [...recording.calls.filter((call) => !isAppend(call)), ...made].sort((a, b) => a.id - b.id);
  return {
    recording: { ...recording, calls },
    works: new Map([...works, ...made.map(({ id }) => [id, mean] as const)]),
  };
}

function meanWork(works: readonly Work[]): Work {
  const mean = (of: (work: Work) => number): number => sum(works, of) / works.length;
  return {
    thinkMs: mean((work) => work.thinkMs),
    producedMs: 0,
    thinkTripCount: 0,
    requestMs: mean((work) => work.requestMs),
    replyMs: mean((work) => work.replyMs),
    serverMs: mean((work) => work.serverMs),
    serverTurnMs: 0,
  };
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);
