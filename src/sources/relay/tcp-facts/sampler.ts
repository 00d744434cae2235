// Tells now and then what the kernel knows of TCP on the sockets of open connections. In: sockets to watch, each with its tap. Out: facts
// that differ from the last, at most one a second and leg. Silent where the kernel cannot be asked; the relay never waits for it.
import type { Socket } from 'node:net';
import type { Tap } from '../tap.js';
import type { AskKernel } from './ask-ss.js';
import { keyOf, parseSs, type SocketFacts } from './parse-ss.js';

export interface TcpSampler {
  /** The result ends it. */
  watch(socket: Socket, leg: 'client' | 'server', tap: Tap): () => void;
}

export interface SamplerOptions {
  readonly ask: AskKernel;
  /** What an emulated line adds to the server's round trip; the kernel knows nothing of it. */
  readonly lineRoundTripMs: number;
  /** Calls back once after so many ms; given from outside so that tests need no waiting. */
  readonly after: (waitMs: number, call: () => void) => void;
}

/** Each question costs some ms of CPU: once a second, and more seldom while nothing changes. */
const intervalMs = 1_000;
/** Intervals from one question to the next, at most. */
const maxStride = 8;
/** The first after a time without connections: the handshakes are over, and a session of half a second has its facts too. */
const firstWaitMs = 100;
/** Then the system is not one that answers. */
const maxFailureCount = 3;
/** A round trip is news when it is so much shorter than the last that was told. */
const newsShare = 0.9;

interface Watched {
  readonly leg: 'client' | 'server';
  readonly tap: Tap;
  lastTold: string;
  toldRoundTripMs: number;
}

export function createTcpSampler({ ask, lineRoundTripMs, after }: SamplerOptions): TcpSampler {
  const watched = new Map<string, Watched>();
  /** Where the relay listens, and where the upstream does: the same for all connections of a relay. */
  const ports = { local: 0, remote: 0 };
  let isRunning = false;
  let isOver = false;
  let failureCount = 0;
  /** From the last question to the next, and how many intervals of it are left. */
  let stride = 1;
  let leftCount = 1;

  const tell = (one: Watched, facts: SocketFacts): boolean => {
    const text = JSON.stringify(facts);
    if (text === one.lastTold) return false;
    one.lastTold = text;
    one.tap.tell({ kind: 'tcpFacts', leg: one.leg, ...facts });
    if (facts.minRttMs === null) return true;
    const roundTripMs = facts.minRttMs + (one.leg === 'server' ? lineRoundTripMs : 0);
    if (roundTripMs < one.toldRoundTripMs * newsShare) {
      one.toldRoundTripMs = roundTripMs;
      one.tap.tell({ kind: 'roundTrip', toward: one.leg, roundTripMs });
    }
    return true;
  };
  const take = (text: string): void => {
    let hasNews = false;
    for (const [key, facts] of parseSs(text)) {
      const one = watched.get(key);
      if (one !== undefined && tell(one, facts)) hasNews = true;
    }
    stride = hasNews ? 1 : Math.min(maxStride, stride * 2);
  };
  const askOnce = async (): Promise<void> => {
    try {
      const text = await ask(ports);
      if (text === null) isOver = true;
      else take(text);
      failureCount = 0;
    } catch {
      failureCount += 1;
      isOver ||= failureCount >= maxFailureCount;
    }
  };
  /** Goes on for one interval after the last connection has gone: those that follow at once are not asked for more often. */
  const tick = async (): Promise<void> => {
    isRunning = watched.size > 0 && !isOver;
    if (!isRunning) return;
    leftCount -= 1;
    if (leftCount <= 0) {
      await askOnce();
      leftCount = stride;
    }
    after(intervalMs, () => void tick());
  };
  return {
    watch(socket, leg, tap) {
      const { localAddress, localPort, remoteAddress, remotePort } = socket;
      if (localAddress === undefined || localPort === undefined) return () => undefined;
      if (remoteAddress === undefined || remotePort === undefined) return () => undefined;
      const key = keyOf({ localAddress, localPort, remoteAddress, remotePort });
      if (leg === 'client') ports.local = localPort;
      else ports.remote = remotePort;
      watched.set(key, { leg, tap, lastTold: '', toldRoundTripMs: Number.POSITIVE_INFINITY });
      stride = 1;
      leftCount = 1;
      if (!isRunning && !isOver) {
        isRunning = true;
        after(firstWaitMs, () => void tick());
      }
      return () => watched.delete(key);
    },
  };
}
