// What is known of one connection: ends, TLS, SETTINGS, byte counts, how it ended, and the calls that belong to no session.
// In: its Events. Out: a plain record, read by the session tracker and the report. Keeps no history.
import type { Event } from '../event/index.js';
import type { Call } from '../pbs/index.js';
import type { CloseHow, Direction, Entry, Party, TcpFacts, TlsEstablished } from '../wire/index.js';
import type { FailedCall } from './failed-call.js';

/** Ended calls kept until an upgrade claims them; the official clients make one or two (protocol.md 1.10). */
export const maxCallsBeforeUpgrade = 1000;
/** Failures kept per session and per connection; the rest is in the counts. */
export const maxFailedCalls = 1000;

export interface Connection {
  readonly id: number;
  client: string;
  server: string;
  entry: Entry;
  isLateJoin: boolean;
  openedAtMs: number;
  closedAtMs: number | null;
  closedBy: Party | null;
  how: CloseHow | null;
  /** Who ended first: tells the side where the source could not, and the end of a half-closed connection. */
  firstEnd: { readonly direction: Direction; readonly how: CloseHow; readonly atMs: number } | null;
  tls: { only: TlsEstablished | null; client: TlsEstablished | null; server: TlsEstablished | null };
  /** The last that the kernel told of our own sockets; null in captures and where it tells nothing. */
  tcp: { client: TcpFacts | null; server: TcpFacts | null };
  clientRandom: string | null;
  upgrade: string | null;
  settings: { client: Readonly<Record<string, number>> | null; server: Readonly<Record<string, number>> | null };
  bytes: { toServer: number; toClient: number };
  /** Set on the outer hop: the connection that carries the same TLS session nearer the server (D6). */
  hopOf: number | null;
  /** The reverse: the next hop nearer the client. */
  outerHop: Connection | null;
  /** Calls that no session has claimed (yet). */
  callCount: number;
  failedCalls: FailedCall[];
  unclaimed: Call[];
  darkReasons: string[];
  hasGaps: boolean;
  /** Upgrade attempts so far. */
  sessionCount: number;
  /** When the next session on it begins: with the connection, later with the first call after the last session; null: not yet. */
  nextSessionAtMs: number | null;
  lastSessionEndedAtMs: number;
}

export function newConnection(id: number, atMs: number): Connection {
  return {
    id,
    client: 'unknown',
    server: 'unknown',
    entry: 'passive',
    isLateJoin: true,
    openedAtMs: atMs,
    closedAtMs: null,
    closedBy: null,
    how: null,
    firstEnd: null,
    tls: { only: null, client: null, server: null },
    tcp: { client: null, server: null },
    clientRandom: null,
    upgrade: null,
    settings: { client: null, server: null },
    bytes: { toServer: 0, toClient: 0 },
    hopOf: null,
    outerHop: null,
    callCount: 0,
    failedCalls: [],
    unclaimed: [],
    darkReasons: [],
    hasGaps: false,
    sessionCount: 0,
    nextSessionAtMs: atMs,
    lastSessionEndedAtMs: atMs,
  };
}

/** A connection goes dark once per direction; a hostile source could say it more often. */
const maxDarkReasons = 4;

export function noteFact(connection: Connection, event: Event): void {
  switch (event.kind) {
    case 'opened':
      connection.client = event.client;
      connection.server = event.server;
      connection.entry = event.entry;
      connection.isLateJoin = event.isLateJoin;
      connection.openedAtMs = event.atMs;
      if (connection.sessionCount === 0) connection.nextSessionAtMs = event.atMs;
      return;
    case 'tlsEstablished':
      connection.tls[event.leg] = event;
      connection.clientRandom ??= event.clientRandom;
      return;
    case 'tlsFailed':
      connection.clientRandom ??= event.clientRandom;
      return;
    case 'tcpFacts':
      connection.tcp[event.leg] = event;
      return;
    case 'http2Began':
      connection.upgrade = event.upgrade;
      return;
    case 'settings': {
      const side = event.direction === 'toServer' ? 'client' : 'server';
      connection.settings[side] = { ...connection.settings[side], ...event.settings };
      return;
    }
    case 'traffic':
      connection.bytes = { toServer: event.toServerBytes, toClient: event.toClientBytes };
      return;
    case 'wentDark':
      if (connection.darkReasons.length < maxDarkReasons) connection.darkReasons.push(event.reason);
      return;
    case 'problem':
      if (event.code === 'capture/gap' || event.code === 'capture/truncated') connection.hasGaps = true;
      return;
    case 'ended':
      connection.firstEnd ??= event;
      return;
    case 'closed':
      connection.closedAtMs = event.atMs;
      connection.closedBy = event.by;
      connection.how = event.how;
      return;
    default:
  }
}

/** The recording ended: a connection of which one side had ended is over all the same; the rest was not recorded. */
export function closeHalfClosed(connection: Connection): void {
  if (connection.closedAtMs !== null || connection.firstEnd === null) return;
  connection.closedAtMs = connection.firstEnd.atMs;
  connection.closedBy = connection.firstEnd.direction === 'toServer' ? 'client' : 'server';
  connection.how = connection.firstEnd.how;
}

/** The side that ended: as the source said, else the sender of the first end. */
export function endingSide({ closedBy, firstEnd }: Connection): Party {
  if (closedBy === 'client' || closedBy === 'server' || firstEnd === null) return closedBy ?? 'unknown';
  return firstEnd.direction === 'toServer' ? 'client' : 'server';
}

/** On the hop nearest the client: a box that cuts both its sides is the server of that hop (captures with hops, D6). */
export function didClientLeave(connection: Connection): boolean {
  if (endingSide(connection) !== 'client') return false;
  const outer = connection.outerHop;
  return outer === null || outer.closedAtMs === null || didClientLeave(outer);
}

/** Address without its port: the same machine. */
export const hostOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf(':')));
