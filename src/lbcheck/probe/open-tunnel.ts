// From a new connection to a tunnel behind the 101, or to where it stops. In: which side on which snapshot. Out: the 101 with what stood
// directly behind it and a running tunnel; a refusal; or a 101 that is followed by something else than HTTP/2.
import type { SessionSide } from '../../core/pbs/index.js';
import type { SnapshotName } from '../../pbs-client/index.js';
import type { ArrivedHead } from '../../pbs-server/index.js';
import type { TappedConnection } from '../backend/index.js';
import {
  type Channel,
  type Dialed,
  decodeFrameHead,
  type Exchanged,
  exchange,
  frameHeadBytes,
  frameTypes,
  headerOf,
  type Reply,
  type Request,
  Tunnel,
} from '../wire/index.js';
import type { Arrived, Probe } from './probe.js';

export interface Openable {
  readonly side: SessionSide;
  readonly snapshot: SnapshotName;
  readonly timeoutMs: number;
  /** Whether the request has a `Connection` header: clients before 3.0.5 sent none. */
  readonly hasConnection: boolean;
}

export interface Opened {
  readonly kind: 'tunnel';
  readonly tunnel: Tunnel;
  readonly reply: Reply;
  /** Whether the server's SETTINGS came before we sent anything. */
  readonly isServerFirst: boolean;
  /** What arrived behind the box; null where that is not ours, or nothing did. */
  readonly head: ArrivedHead | null;
  readonly connection: TappedConnection | null;
  readonly snapshot: SnapshotName;
}

export type Opening =
  | Opened
  | { readonly kind: 'refused'; readonly exchanged: Exchanged; readonly arrived: Arrived | null }
  /** A 101, and then no HTTP/2. */
  | { readonly kind: 'broken'; readonly reply: Reply; readonly what: string; readonly arrived: Arrived | null }
  | Exclude<Dialed, { kind: 'secure' }>
  | { readonly kind: 'not-trusted'; readonly detail: string }
  | { readonly kind: 'nothing-to-read' };

/** PBS sends its SETTINGS with the 101, or right behind it. */
const serverFirstPatienceMs = 3000;
/** The server lets go of a group when it has seen the end of the session before. */
const lockRetryMs = 250;
const maxLockRetryCount = 20;
const switchingProtocols = 101;

export async function openTunnel(probe: Probe, openable: Openable): Promise<Opening> {
  for (let retryCount = 0; ; retryCount += 1) {
    const opening = await tryOpen(probe, openable);
    const isLocked = opening.kind === 'refused' && isLockText(opening.exchanged);
    if (!isLocked || retryCount === maxLockRetryCount || probe.options.signal.aborted) return opening;
    await new Promise((resolve) => setTimeout(resolve, lockRetryMs));
  }
}

const isLockText = (exchanged: Exchanged): boolean =>
  exchanged.kind === 'reply' &&
  exchanged.status === 400 &&
  /unable to acquire lock|while creating locked backup group|already exists/.test(exchanged.body);

async function tryOpen(probe: Probe, openable: Openable): Promise<Opening> {
  const { side, snapshot, timeoutMs, hasConnection } = openable;
  const headers = await probe.upgradeHeaders(side, hasConnection);
  const mark = probe.markArrivals();
  const dialed = await probe.dial({});
  if (dialed.kind !== 'secure') return dialed;
  const { channel } = dialed;
  const fault = probe.trustFault(dialed);
  if (fault !== null) {
    channel.destroy();
    return { kind: 'not-trusted', detail: fault };
  }
  const target = probe.upgradeTarget(side, snapshot);
  const exchanged = await exchange(channel, { method: 'GET', target, headers }, timeoutMs);
  probe.noteReply(exchanged);
  if (exchanged.kind !== 'reply' || exchanged.status !== switchingProtocols) {
    channel.destroy();
    return { kind: 'refused', exchanged, arrived: mark() };
  }
  const first = await lookBehind(channel);
  if (first.kind === 'broken') {
    channel.destroy();
    return { kind: 'broken', reply: exchanged, what: first.what, arrived: mark() };
  }
  const head = findHead(mark(), openable, headers);
  return {
    kind: 'tunnel',
    tunnel: new Tunnel(channel),
    reply: exchanged,
    isServerFirst: first.kind === 'settings',
    head,
    connection: head === null ? null : (probe.options.backend?.connectionOf(head) ?? null),
    snapshot,
  };
}

/** By the agent, which is each reader's own, unless the box changes it. */
function findHead(
  arrived: Arrived | null,
  { side, snapshot: { id, timeSeconds } }: Openable,
  sent: Request['headers'],
): ArrivedHead | null {
  const agent = headerOf(sent, 'user-agent') ?? '';
  const isOurs = ({ target }: ArrivedHead): boolean =>
    target.includes(`backup-id=${id}&`) &&
    target.includes(`backup-time=${timeSeconds}&`) &&
    target.includes(`/${side}?`);
  const ours = arrived?.heads.filter(isOurs) ?? [];
  return ours.find(({ rawHeaders }) => rawHeaders.includes(agent)) ?? ours.at(-1) ?? null;
}

type Behind = { readonly kind: 'settings' | 'silent' } | { readonly kind: 'broken'; readonly what: string };

/** The bytes stay in the channel. */
async function lookBehind(channel: Channel): Promise<Behind> {
  const came = await channel.waitBeyond(frameHeadBytes - 1, performance.now() + serverFirstPatienceMs);
  if (came === 'late' && channel.held.length === 0) return { kind: 'silent' };
  if (came === 'more') {
    const { type, stream, lengthBytes } = decodeFrameHead(channel.held);
    if (type === frameTypes.settings && stream === 0 && lengthBytes % 6 === 0) return { kind: 'settings' };
  }
  const bytes = channel.held.toString('latin1', 0, 60).replace(/[^\x20-\x7e]+/g, '·');
  const what =
    channel.held.length > 0
      ? `behind the 101 stands no HTTP/2 but "${bytes}"`
      : `the connection ended directly behind the 101 (${channel.end?.how ?? 'closed'})`;
  return { kind: 'broken', what };
}
