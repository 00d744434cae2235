// The observer's end of one connection: stamps what happens and hands it on. In: facts and borrowed bytes, already on their way to
// the peer. An observer that throws is detached from this connection's bytes; the relay never hears of it (Law 1).
import type { Direction, WireEvent, WireFact } from '../../core/wire/index.js';

type WithoutStamp<T> = T extends WireFact ? Omit<T, 'connection' | 'atMs'> : never;
/** A WireFact before it has its connection and its time. */
export type Fact = WithoutStamp<WireFact>;

export interface Tap {
  tell(fact: Fact): void;
  sawBytes(direction: Direction, bytes: Uint8Array): void;
}

export interface TapOptions {
  readonly connection: number;
  readonly nowMs: () => number;
  readonly observe: (event: WireEvent) => void;
  readonly onDetached: (error: unknown) => void;
}

export function createTap({ connection, nowMs, observe, onDetached }: TapOptions): Tap {
  let isDetached = false;

  /** Facts are still offered after a failure, so that the connection can be seen to end. */
  const offer = (event: WireEvent): void => {
    try {
      observe(event);
    } catch (error) {
      if (!isDetached) detach(error);
    }
  };
  const detach = (error: unknown): void => {
    isDetached = true;
    const detail = `no longer decoded, bytes go on: ${error instanceof Error ? error.message : String(error)}`;
    offer({
      kind: 'problem',
      code: 'relay/observer-failed',
      connection,
      atMs: nowMs(),
      direction: null,
      stream: null,
      detail,
    });
    onDetached(error);
  };
  return {
    tell: (fact) => offer({ ...fact, connection, atMs: nowMs() } as WireFact),
    sawBytes(direction, bytes) {
      if (!isDetached) offer({ kind: 'bytes', connection, atMs: nowMs(), direction, bytes });
    },
  };
}
