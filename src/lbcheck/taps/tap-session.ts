// The Events of one recording → what a comparison of two needs of each session: heads, SETTINGS, bytes, and the end. In: Events in order.
// Out: sessions, by what was asked for. Pure; keeps no bodies.

import type { Event, HeaderList } from '../../core/event/index.js';
import { sideOfUpgrade, splitTarget } from '../../core/pbs/index.js';

export interface TapSession {
  /** The query of the upgrade: the same on both sides of a box, whatever it does to the path. */
  readonly key: string;
  readonly target: string;
  readonly upgrade: string | null;
  readonly headers: HeaderList;
  readonly authority: string | null;
  readonly hasCredential: boolean;
  readonly askedAtMs: number;
  status: number | null;
  replyHeaders: HeaderList;
  readonly settings: { toServer: string | null; toClient: string | null };
  readonly bytes: { toServer: number; toClient: number };
  readonly pings: { toServer: number; toClient: number };
  readonly resets: { toServer: number; toClient: number };
  lastByteAtMs: number;
  end: { readonly by: string; readonly how: string; readonly atMs: number } | null;
}

export async function readTapSessions(events: AsyncIterable<Event>): Promise<readonly TapSession[]> {
  const sessions: TapSession[] = [];
  const current = new Map<number, TapSession>();
  for await (const event of events) {
    if (event.kind === 'requestHead' && event.protocol === 'http1' && isSessionPath(event.target)) {
      const session = begin(event);
      sessions.push(session);
      current.set(event.connection, session);
      continue;
    }
    const session = current.get(event.connection);
    if (session !== undefined) note(session, event);
  }
  return sessions;
}

const isSessionPath = (target: string): boolean => /\/(?:backup|reader)$/.test(splitTarget(target).path);

function begin(event: Event & { readonly kind: 'requestHead' }): TapSession {
  const { target, headers, upgrade, authority, credential, atMs } = event;
  return {
    key: splitTarget(target).query,
    target,
    upgrade,
    headers,
    authority,
    hasCredential: credential !== null,
    askedAtMs: atMs,
    status: null,
    replyHeaders: [],
    settings: { toServer: null, toClient: null },
    bytes: { toServer: 0, toClient: 0 },
    pings: { toServer: 0, toClient: 0 },
    resets: { toServer: 0, toClient: 0 },
    lastByteAtMs: atMs,
    end: null,
  };
}

function note(session: TapSession, event: Event): void {
  switch (event.kind) {
    case 'responseHead':
      if (event.protocol !== 'http1' || session.status !== null) break;
      session.status = event.status;
      session.replyHeaders = event.headers;
      break;
    case 'settings':
      session.settings[event.direction] ??= Object.entries(event.settings)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');
      break;
    case 'data':
      session.bytes[event.direction] += event.byteCount;
      break;
    case 'ping':
      session.pings[event.direction] += 1;
      break;
    case 'streamReset':
      session.resets[event.direction] += 1;
      break;
    case 'closed':
      session.end ??= { by: event.by, how: event.how, atMs: event.atMs };
      return;
    default:
      break;
  }
  session.lastByteAtMs = event.atMs;
}

export const isTunnel = ({ status, upgrade }: TapSession): boolean => status === 101 && sideOfUpgrade(upgrade) !== null;
