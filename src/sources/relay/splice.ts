// Two established legs become one connection: a pump each way, half-closes passed on, a reset passed on as a reset, and the verdict
// who ended it first. In: legs. Out: a promise of the end; `closed` is the last fact. protocol.md 1.9, 5.9.
import type { CloseHow, Direction } from '../../core/wire/index.js';
import { askWhetherReset, type Leg, resetLeg } from './leg.js';
import type { Line } from './line/index.js';
import { type Pump, startPump } from './pump.js';
import type { Sweeper } from './sweeper.js';
import type { Tap } from './tap.js';

export interface SpliceOptions {
  readonly client: Leg;
  readonly server: Leg;
  readonly tap: Tap;
  readonly line: Line | null;
  readonly sweeper: Sweeper;
}

export interface Splice {
  readonly ended: Promise<void>;
  /** Resets both sides: an abrupt end must not look like a clean one to either. */
  abort(): void;
}

type Side = 'client' | 'server';

const directionFrom: Readonly<Record<Side, Direction>> = { client: 'toServer', server: 'toClient' };
const other: Readonly<Record<Side, Side>> = { client: 'server', server: 'client' };

export function splice({ client, server, tap, line, sweeper }: SpliceOptions): Splice {
  const legs = { client, server };
  const hasEnded = { client: false, server: false };
  let first: { readonly by: Side | 'proxy'; readonly how: CloseHow } | null = null;
  let openCount = 2;
  let finish: () => void;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const noteEnd = (side: Side, how: CloseHow): void => {
    if (hasEnded[side]) return;
    hasEnded[side] = true;
    first ??= { by: side, how };
    tap.tell({ kind: 'ended', direction: directionFrom[side], how });
  };
  const passEnd = (side: Side): void => {
    if (hasEnded[side]) return; // an error came first
    noteEnd(side, 'fin-or-close-notify');
    pumps[side].passEnd();
  };
  const pumpFrom = (side: Side): Pump =>
    startPump({
      from: legs[side],
      to: legs[other[side]],
      direction: directionFrom[side],
      tap,
      line,
      sweeper,
      onEnd: () => askWhetherReset(legs[side], (isReset) => (isReset ? breakOff(side, 'reset') : passEnd(side))),
    });
  const pumps = { client: pumpFrom('client'), server: pumpFrom('server') };

  const breakOff = (side: Side, how: CloseHow): void => {
    // Both directions were over: a kernel's RST to a late close_notify is no news (protocol.md 0.3).
    if (!hasEnded.client || !hasEnded.server) {
      noteEnd(side, how);
      pumps[side].passReset();
    }
    legs[side].tcp.destroy();
  };
  const noteClosed = (): void => {
    openCount -= 1;
    if (openCount > 0) return;
    for (const pump of [pumps.client, pumps.server]) pump.stop();
    tap.tell({ kind: 'closed', ...(first ?? { by: 'proxy', how: 'reset' }) });
    finish();
  };
  for (const side of ['client', 'server'] as const) {
    const { tls } = legs[side];
    tls.on('error', (error: NodeJS.ErrnoException) => breakOff(side, error.code === 'ETIMEDOUT' ? 'timeout' : 'reset'));
    tls.once('close', noteClosed);
    // The server may be gone while our handshake with the client went on: nobody listened then.
    if (tls.destroyed) breakOff(side, 'reset');
    if (tls.closed) noteClosed();
  }
  return {
    ended,
    abort() {
      first ??= { by: 'proxy', how: 'reset' };
      for (const side of ['client', 'server'] as const) resetLeg(legs[side]);
    },
  };
}
