// In: a call at a moment, and how its connection stands. Out: all that explains why it does not move: age, silence, bytes of
// those announced, both windows, the last frame each way, TCP of the leg, who owes. Plain data; the words are core/report's.
import type { Call, Operation } from '../pbs/index.js';
import type { Direction, TcpFacts } from '../wire/index.js';
import type { ConnectionWatch } from './connection-watch.js';
import type { SeenFrame } from './last-frames.js';
import { announcedBytes, type CallWindows, type Owed, owedBytes, whoOwes } from './owes.js';

/** TCP of one leg when the kernel was last asked. */
export type LegTcp = Omit<TcpFacts, 'kind' | 'connection'>;

export interface StuckRecord {
  readonly operation: Operation;
  readonly archive: string | null;
  readonly target: string;
  readonly startedAtMs: number;
  /** `open`: stuck now; else how it ended. */
  readonly state: Call['state'];
  readonly ageMs: number;
  readonly silentMs: number;
  readonly requestBytes: number;
  readonly announcedBytes: number | null;
  readonly isRequestWhole: boolean;
  readonly hasReplyBegun: boolean;
  readonly responseBytes: number;
  readonly responseAnnouncedBytes: number | null;
  /** What each sender may still send; null where unknown. */
  readonly windows: Readonly<Record<Direction, CallWindows>>;
  /** Of the direction that is to move. */
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
  /** On the connection, whatever the stream: tells whether the peer is alive at all. */
  readonly lastFrames: Readonly<Record<Direction, SeenFrame | null>>;
  /** What the kernel told last of our socket towards the one who has to move; null in captures. */
  readonly tcp: LegTcp | null;
  readonly owedBy: Owed;
  readonly owedBytes: number | null;
  readonly vanished: ConnectionWatch['vanished'];
}

export function stuckRecordOf(call: Call, atMs: number, archive: string | null, watch: ConnectionWatch): StuckRecord {
  const windowsOf = (direction: Direction): CallWindows => ({
    connectionBytes: watch.windows.connectionBytes(direction),
    streamBytes: watch.windows.streamBytes(direction, call.stream),
  });
  const windows = { toServer: windowsOf('toServer'), toClient: windowsOf('toClient') };
  const isRequestWhole = call.requestEndAtMs !== null;
  const moving = isRequestWhole ? windows.toClient : windows.toServer;
  const { vanished, lines, lastFrames, tcp } = watch;
  const isLineFull = { toServer: lines.isFull('toServer'), toClient: lines.isFull('toClient') };
  const owedBy = whoOwes(call, { windows, isLineFull, isVanished: vanished !== null });
  const leg = vanished?.party ?? (owedBy === 'clientBytes' || owedBy === 'clientLine' ? 'client' : 'server');
  return {
    operation: call.operation,
    archive,
    target: call.target,
    startedAtMs: call.startedAtMs,
    state: call.state,
    ageMs: atMs - call.startedAtMs,
    silentMs: atMs - call.lastProgressAtMs,
    requestBytes: call.requestBytes,
    announcedBytes: announcedBytes(call),
    isRequestWhole,
    hasReplyBegun: call.responseHeadAtMs !== null,
    responseBytes: call.responseBytes,
    responseAnnouncedBytes: call.responseContentLength,
    windows,
    connectionWindowBytes: moving.connectionBytes,
    streamWindowBytes: moving.streamBytes,
    lastFrames: { toServer: lastFrames.last('toServer'), toClient: lastFrames.last('toClient') },
    tcp: legTcp(tcp[leg]),
    owedBy,
    owedBytes: owedBytes(call),
    vanished,
  };
}

function legTcp(facts: TcpFacts | null): LegTcp | null {
  if (facts === null) return null;
  const { kind: _kind, connection: _connection, ...tcp } = facts;
  return tcp;
}
