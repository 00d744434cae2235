// How long the line makes TCP and TLS with the server take. In: the line, a source of chance. Out: ms to add to what they take without
// it. A lost SYN or flight costs its timer, as in tcp-sender.ts. RFC 9293 3.5, 8446 2, 6298 2.1.
import type { LineOptions } from './line-options.js';

export interface LineHandshake {
  /** SYN and its answer: one round trip. */
  connectMs(): number;
  /** TLS 1.3: one round trip; 1.2: two. And `handshakeDelayMs`. */
  tlsMs(roundTripCount: number): number;
}

/** RFC 6298 (2.1): before a round trip was measured. */
const firstTimeoutMs = 1_000;
const laterTimeoutMs = 200;
const maxTryCount = 6;

export function createHandshake(line: LineOptions, random: () => number): LineHandshake {
  const { delayMs, jitterMs, lossShare, handshakeDelayMs } = line;
  const roundTripMs = (timeoutMs: number): number => {
    let totalMs = 2 * delayMs + jitterMs * (random() + random());
    // Lost on its way there or back.
    for (let tries = 1; tries < maxTryCount && lossShare > 0 && random() < 1 - (1 - lossShare) ** 2; tries += 1)
      totalMs += timeoutMs * 2 ** (tries - 1);
    return totalMs;
  };
  return {
    connectMs: () => roundTripMs(firstTimeoutMs),
    tlsMs(roundTripCount) {
      let totalMs = handshakeDelayMs;
      for (let trip = 0; trip < roundTripCount; trip += 1) totalMs += roundTripMs(2 * delayMs + laterTimeoutMs);
      return totalMs;
    },
  };
}
