// What is known at this moment of one connection beside its calls: windows, full lines, round trips, who sent what last, whether
// the far ends are there. In: its Events. Out: those parts, read by the explainer of stuck calls and by the report.
import type { Event } from '../event/index.js';
import type { TcpFacts } from '../wire/index.js';
import { FullLines } from './full-lines.js';
import { LastFrames } from './last-frames.js';
import { RoundTripClock } from './round-trip.js';
import { VanishedPeers } from './vanished-peer.js';
import { Windows } from './windows.js';

export class ConnectionWatch {
  readonly windows = new Windows();
  readonly roundTrip = new RoundTripClock();
  readonly lastFrames = new LastFrames();
  readonly lines = new FullLines();
  readonly tcp: Record<TcpFacts['leg'], TcpFacts | null> = { client: null, server: null };
  readonly #vanished = new VanishedPeers();
  #timedOut: { readonly party: TcpFacts['leg']; readonly sinceMs: number } | null = null;

  noteEvent(event: Event): void {
    this.windows.noteEvent(event);
    this.roundTrip.noteEvent(event);
    this.lastFrames.noteEvent(event);
    this.#vanished.noteEvent(event);
    this.lines.noteEvent(event);
    if (event.kind === 'tcpFacts') this.tcp[event.leg] = event;
    else if (event.kind === 'closed' && event.how === 'timeout') this.#timedOut = this.#whoTimedOut(event.by);
  }

  /** An end that is gone without a word, and since when. */
  get vanished(): { readonly party: TcpFacts['leg']; readonly sinceMs: number } | null {
    if (this.#timedOut !== null) return this.#timedOut;
    for (const party of ['server', 'client'] as const) {
      const sinceMs = this.#vanished.sinceMs(party);
      // Whoever still sends is there, whatever the acknowledgements say.
      if (sinceMs !== null && this.#lastFrom(party) <= sinceMs) return { party, sinceMs };
    }
    return null;
  }

  #whoTimedOut(by: string): { readonly party: TcpFacts['leg']; readonly sinceMs: number } {
    const party = by === 'client' ? 'client' : 'server';
    return { party, sinceMs: this.#lastFrom(party) };
  }

  #lastFrom(party: TcpFacts['leg']): number {
    return this.lastFrames.last(party === 'client' ? 'toServer' : 'toClient')?.atMs ?? 0;
  }
}
