// What each call cost apart from waiting for others: the client's work before it, the pace of its bodies, the server's time. In: the
// recording and its own plan. Out: work by call, which stays as it is when line or pipeline change. diagnosis.md 3.
import type { Ordered } from './order.js';
import type { Plan, Step } from './plan.js';
import type { RecordedCall, Recording } from './recording.js';
import { measureServer } from './server-work.js';

export interface Work {
  /** The client, after all that the call waits for. */
  readonly thinkMs: number;
  /** Of an append: from the sending half's last output until its list was full; 0 where replies were the last to come. */
  readonly producedMs: number;
  /** Round trips that are part of `thinkMs`: TCP and TLS of a connection's first call. */
  readonly thinkTripCount: number;
  /** For the request's body alone on the line, at the pace of the recording. */
  readonly requestMs: number;
  readonly replyMs: number;
  /** The server's time that it has for each call by itself, and the part that one call after the other takes. */
  readonly serverMs: number;
  readonly serverTurnMs: number;
}

export type Works = ReadonlyMap<number, Work>;

export function measureWork(recording: Recording, plan: Plan, ordered: Ordered): Works {
  const readyAt = readRecordedTimes(recording, plan, ordered);
  const bodies = measureBodies(recording);
  const servers = measureServer(recording);
  const firstCalls = new Set([recording.calls[0]?.id, recording.twin?.calls[0]?.id]);
  const works = new Map<number, Work>();
  for (const [index, { call }] of plan.steps.entries()) {
    if (call === null) continue;
    const { readyMs, producedAfterMs } = readyAt[index]!;
    works.set(call.id, {
      ...clientWork(call, readyMs, producedAfterMs),
      thinkTripCount: firstCalls.has(call.id) ? recording.handshakeTripCount : 0,
      requestMs: bodies.get(call.id)?.requestMs ?? 0,
      replyMs: bodies.get(call.id)?.replyMs ?? 0,
      serverMs: servers.get(call.id)?.serverMs ?? 0,
      serverTurnMs: servers.get(call.id)?.serverTurnMs ?? 0,
    });
  }
  return works;
}

/** An append waited for its replies, or for the sending half to fill its list: whichever left the smaller gap. */
function clientWork(
  { startedAtMs }: RecordedCall,
  readyMs: number,
  producedAfterMs: number | null,
): Pick<Work, 'thinkMs' | 'producedMs'> {
  const gapMs = Math.max(0, startedAtMs - readyMs);
  if (producedAfterMs === null) return { thinkMs: gapMs, producedMs: 0 };
  const producedMs = Math.max(0, startedAtMs - producedAfterMs);
  return gapMs * 2 >= producedMs ? { thinkMs: 0, producedMs } : { thinkMs: gapMs, producedMs: 0 };
}

interface ReadyAt {
  /** When the last thing that the call waits for was there. */
  readonly readyMs: number;
  readonly producedAfterMs: number | null;
}

function readRecordedTimes(recording: Recording, plan: Plan, ordered: Ordered): readonly ReadyAt[] {
  const { steps, pools } = plan;
  // What the observer sees of a reply reaches the client, and its next call the observer, after this.
  const clientRttMs = recording.rttMs.client;
  const answeredAt = pools.map(({ members }) =>
    Float64Array.from(members, (step) => (steps[step]?.call?.responseEndAtMs ?? 0) + clientRttMs).sort(),
  );
  const placeInPool = new Map(pools.flatMap(({ members }) => members.map((step, place) => [step, place] as const)));
  const slotMs = (step: Step, index: number): number => {
    if (step.pool === null) return Number.NEGATIVE_INFINITY;
    const place = (placeInPool.get(index) ?? 0) - (pools[step.pool]?.depth ?? 0);
    return answeredAt[step.pool]?.[place] ?? Number.NEGATIVE_INFINITY;
  };
  const ready: ReadyAt[] = new Array(steps.length);
  for (const index of ordered.order) {
    const step = steps[index]!;
    let readyMs = Math.max(recording.openedAtMs, slotMs(step, index));
    for (const { step: of, edge } of step.after) {
      const call = steps[of]?.call ?? null;
      const atMs =
        call === null
          ? (ready[of]?.readyMs ?? 0)
          : edge === 'sent'
            ? call.requestEndAtMs
            : call.responseEndAtMs + clientRttMs;
      readyMs = Math.max(readyMs, atMs);
    }
    const producedAfter = step.producedAfter === null ? null : (steps[step.producedAfter]?.call ?? null);
    ready[index] = { readyMs, producedAfterMs: producedAfter?.startedAtMs ?? null };
  }
  return ready;
}

interface Bodies {
  requestMs: number;
  replyMs: number;
}

/** Bodies of one connection and direction go one after the other: each took what lies between it and the end of the last. */
function measureBodies(recording: Recording): ReadonlyMap<number, Bodies> {
  const bodies = new Map<number, Bodies>();
  const sides = [recording.calls, recording.twin?.calls ?? []];
  for (const calls of sides) {
    let freeMs = Number.NEGATIVE_INFINITY;
    for (const call of calls.toSorted((a, b) => a.requestEndAtMs - b.requestEndAtMs)) {
      const requestMs = call.requestBytes === 0 ? 0 : call.requestEndAtMs - Math.max(call.startedAtMs, freeMs);
      freeMs = Math.max(freeMs, call.requestEndAtMs);
      bodies.set(call.id, { requestMs: Math.max(0, requestMs), replyMs: 0 });
    }
    freeMs = Number.NEGATIVE_INFINITY;
    for (const call of calls.toSorted((a, b) => a.responseEndAtMs - b.responseEndAtMs)) {
      const replyMs = call.responseEndAtMs - Math.max(call.responseFirstAtMs, freeMs);
      freeMs = Math.max(freeMs, call.responseEndAtMs);
      const own = bodies.get(call.id);
      if (own !== undefined) own.replyMs = Math.max(0, replyMs);
    }
  }
  return bodies;
}
