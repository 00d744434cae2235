// The live line behind the tap: WireEvents in, Events to the analyzer and the recorder. It runs after the relay's write, in
// the relay's thread; what it throws is caught by the relay, which then goes on without it.
import { Analyzer } from '../../core/analyzer.js';
import { WireDecoder } from '../../core/decode/index.js';
import type { Event } from '../../core/event/index.js';
import { pbsCapturePolicy } from '../../core/pbs/index.js';
import type { WireEvent } from '../../core/wire/index.js';

export interface ObserverOptions {
  readonly name: string;
  readonly startedAtUnixMs: number;
  /** Milliseconds since the start, on the clock that stamps the WireEvents. */
  readonly nowMs: () => number;
  readonly stuckAfterMs?: number;
  /** Every Event, before the analyzer has it. */
  readonly onEvent: (event: Event) => void;
}

export interface Observer {
  readonly analyzer: Analyzer;
  observe(wireEvent: WireEvent): void;
  /** An Event of our own, beside those of the wire. */
  note(event: Event): void;
  /** Flushes what is pending and tells the analyzer that nothing follows. */
  end(): void;
}

/** How often time is moved on where no bytes do it: what is pending gets out, and silent calls become stuck. */
const tickMs = 100;

export function startObserver(options: ObserverOptions): Observer {
  const decoder = new WireDecoder({ capture: pbsCapturePolicy });
  const analyzer = new Analyzer({
    source: { kind: 'live', name: options.name },
    startedAtUnixMs: options.startedAtUnixMs,
    ...(options.stuckAfterMs === undefined ? {} : { stuckAfterMs: options.stuckAfterMs }),
  });
  const pass = (events: readonly Event[]): void => {
    for (const event of events) {
      options.onEvent(event);
      analyzer.feed(event);
    }
  };
  const ticking = setInterval(() => {
    const atMs = options.nowMs();
    pass(decoder.advanceTo(atMs));
    analyzer.advanceTo(atMs);
  }, tickMs);
  ticking.unref();
  return {
    analyzer,
    observe: (wireEvent) => pass(decoder.feed(wireEvent)),
    note: (event) => pass([event]),
    end: () => {
      clearInterval(ticking);
      pass(decoder.end(options.nowMs(), 'stopped'));
    },
  };
}
