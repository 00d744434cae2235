// What the rules need of one connection and no report carries: the upgrade's headers, who spoke last, how it began to end,
// protocol errors. In: its Events and ended calls. Out: a plain record. Constant work per event, bounded. protocol.md 12.
import type { Event, HeaderList, RequestHead, ResponseHead } from '../../event/index.js';
import type { Call } from '../../pbs/index.js';
import type { CloseHow, Direction, Party, TlsFailed } from '../../wire/index.js';

/** Different error codes told apart per connection; more are counted with the last one. */
const maxErrorKinds = 16;

export interface ProtocolError {
  readonly frame: 'GOAWAY' | 'RST_STREAM';
  readonly direction: Direction;
  readonly errorName: string;
  /** First stream it was about (GOAWAY: the last stream that was still served). */
  readonly stream: number;
  readonly atMs: number;
  count: number;
}

export interface UpgradeFacts {
  readonly requestedAtMs: number;
  /** The request's `Connection` header names the upgrade: what a box between needs to pass it on. */
  readonly didAskConnection: boolean;
  readonly upgradeName: string | null;
  answeredAtMs: number | null;
  status: number | null;
  didAnswerConnection: boolean;
  readonly stream: number;
}

export interface Unauthorised {
  readonly operation: Call['operation'];
  readonly scheme: 'token' | 'ticket' | 'basic' | 'other' | 'none';
  readonly delayMs: number;
  readonly text: string | null;
  readonly atMs: number;
  count: number;
}

export interface LinkFacts {
  upgrade: UpgradeFacts | null;
  /** HTTP/2 began after a 101. */
  upgradedAtMs: number | null;
  /** HTTP/2 facts since then, by sender's direction. */
  readonly frameCount: Record<Direction, number>;
  /** The last protocol fact of each direction. */
  readonly lastSeen: Record<Direction, Event | null>;
  /** First byte, and the last that either side sent. */
  lastActivityAtMs: number;
  firstEnd: { readonly direction: Direction; readonly how: CloseHow; readonly atMs: number } | null;
  closed: { readonly by: Party; readonly how: CloseHow; readonly atMs: number } | null;
  notHttp2: { readonly direction: Direction | null; readonly detail: string; readonly atMs: number } | null;
  readonly errors: ProtocolError[];
  tlsFailure: TlsFailed | null;
  unauthorised: Unauthorised | null;
  /** A ticket that another connection of the same server had just been given was refused here. */
  ticketRefusal: { readonly loginConnection: number; readonly loginAtMs: number; readonly atMs: number } | null;
  loginAtMs: number | null;
}

export function newLinkFacts(): LinkFacts {
  return {
    upgrade: null,
    upgradedAtMs: null,
    frameCount: { toServer: 0, toClient: 0 },
    lastSeen: { toServer: null, toClient: null },
    lastActivityAtMs: 0,
    firstEnd: null,
    closed: null,
    notHttp2: null,
    errors: [],
    tlsFailure: null,
    unauthorised: null,
    ticketRefusal: null,
    loginAtMs: null,
  };
}

export function noteLinkEvent(link: LinkFacts, event: Event): void {
  switch (event.kind) {
    case 'requestHead':
      noteUpgradeRequest(link, event);
      noteSeen(link, 'toServer', event);
      return;
    case 'responseHead':
      noteUpgradeReply(link, event);
      noteSeen(link, 'toClient', event);
      return;
    case 'http2Began':
      if (event.how === 'upgrade') link.upgradedAtMs = event.atMs;
      return;
    case 'preface':
      noteSeen(link, 'toServer', event);
      return;
    case 'streamReset':
      noteSeen(link, event.direction, event);
      if (event.errorName !== 'CANCEL' && event.errorName !== 'NO_ERROR') noteError(link, 'RST_STREAM', event);
      return;
    case 'goAway':
      noteSeen(link, event.direction, event);
      if (event.errorCode !== 0) noteError(link, 'GOAWAY', { ...event, stream: event.lastStream });
      return;
    case 'data':
    case 'trailers':
    case 'settings':
    case 'settingsAck':
    case 'windowUpdate':
    case 'ping':
    case 'otherFrame':
      noteSeen(link, event.direction, event);
      return;
    case 'problem':
      if (event.code === 'http2/not-http2' || event.code === 'http2/bad-preface') link.notHttp2 ??= event;
      return;
    case 'tlsFailed':
      link.tlsFailure ??= event;
      return;
    case 'ended':
      link.firstEnd ??= event;
      return;
    case 'closed':
      link.closed ??= event;
      return;
    default:
  }
}

export function noteUnauthorised(link: LinkFacts, call: Call): void {
  if (link.unauthorised !== null) {
    link.unauthorised.count += 1;
    return;
  }
  link.unauthorised = {
    operation: call.operation,
    scheme: call.credential?.scheme ?? 'none',
    delayMs: (call.responseFirstAtMs ?? call.startedAtMs) - (call.requestEndAtMs ?? call.startedAtMs),
    text: call.result.errorText ?? null,
    atMs: call.startedAtMs,
    count: 1,
  };
}

/** When the connection began to end; null while it stands. */
export function endOf(link: LinkFacts): { readonly atMs: number; readonly how: CloseHow } | null {
  return link.firstEnd ?? link.closed;
}

function noteSeen(link: LinkFacts, direction: Direction, event: Event): void {
  link.lastSeen[direction] = event;
  link.lastActivityAtMs = Math.max(link.lastActivityAtMs, event.atMs);
  if (link.upgradedAtMs !== null) link.frameCount[direction] += 1;
}

const hasUpgradeToken = (headers: HeaderList): boolean =>
  headers.some(([name, value]) => name === 'connection' && /(^|[\s,])upgrade([\s,]|$)/i.test(value));

function noteUpgradeRequest(link: LinkFacts, event: RequestHead): void {
  if (event.protocol !== 'http1' || event.upgrade === null) return;
  link.upgrade = {
    requestedAtMs: event.firstAtMs,
    didAskConnection: hasUpgradeToken(event.headers),
    upgradeName: event.upgrade,
    answeredAtMs: null,
    status: null,
    didAnswerConnection: false,
    stream: event.stream,
  };
}

function noteUpgradeReply(link: LinkFacts, event: ResponseHead): void {
  const { upgrade } = link;
  if (upgrade === null || event.protocol !== 'http1' || event.stream !== upgrade.stream) return;
  upgrade.answeredAtMs = event.firstAtMs;
  upgrade.status = event.status;
  upgrade.didAnswerConnection = hasUpgradeToken(event.headers);
}

function noteError(
  link: LinkFacts,
  frame: ProtocolError['frame'],
  event: { readonly direction: Direction; readonly errorName: string; readonly stream: number; readonly atMs: number },
): void {
  const { direction, errorName, stream, atMs } = event;
  const known = link.errors.find((one) => one.frame === frame && one.errorName === errorName);
  const same = known ?? (link.errors.length >= maxErrorKinds ? link.errors.at(-1) : undefined);
  if (same !== undefined) same.count += 1;
  else link.errors.push({ frame, direction, errorName, stream, atMs, count: 1 });
}
