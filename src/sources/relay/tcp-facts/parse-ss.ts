// What `ss -tin` prints of TCP sockets. In: its text, of any version: a line a socket, or a second, indented one with the details. Out: facts
// by the addresses of both ends. What cannot be read is left out; nothing throws. ss(8), tcp_info in linux/tcp.h.
import type { TcpFacts } from '../../../core/wire/index.js';

export type SocketFacts = Omit<TcpFacts, 'kind' | 'connection' | 'atMs' | 'leg'>;

export interface Ends {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** One text for one socket: IPv4 in IPv6 is IPv4, an interface's name is no part of an address. */
export const keyOf = ({ localAddress, localPort, remoteAddress, remotePort }: Ends): string =>
  `${bareAddress(localAddress)}:${localPort} ${bareAddress(remoteAddress)}:${remotePort}`;

const bareAddress = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');

export function parseSs(text: string): ReadonlyMap<string, SocketFacts> {
  const sockets = new Map<string, SocketFacts>();
  for (const line of text.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const [state, receiveQueue, sendQueue, local, remote, ...details] = line.trim().split(/\s+/);
    const ends = readEnds(local, remote);
    if (state === undefined || ends === null || !isCount(receiveQueue) || !isCount(sendQueue)) continue;
    const queues = { receiveQueueBytes: Number(receiveQueue), sendQueueBytes: Number(sendQueue) };
    sockets.set(keyOf(ends), { state, ...queues, ...readDetails(details) });
  }
  return sockets;
}

const isCount = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text);

function readEnds(local: string | undefined, remote: string | undefined): Ends | null {
  const [here, there] = [splitEnd(local), splitEnd(remote)];
  if (here === null || there === null) return null;
  return { localAddress: here[0], localPort: here[1], remoteAddress: there[0], remotePort: there[1] };
}

function splitEnd(text: string | undefined): readonly [address: string, port: number] | null {
  const match = /^(.+):(\d+)$/.exec(text ?? '');
  return match === null ? null : [match[1] ?? '', Number(match[2])];
}

type Details = Omit<SocketFacts, 'state' | 'receiveQueueBytes' | 'sendQueueBytes'>;

function readDetails(words: readonly string[]): Details {
  const values = new Map<string, string>();
  for (const word of words) {
    const colon = word.indexOf(':');
    if (colon > 0) values.set(word.slice(0, colon), word.slice(colon + 1));
  }
  /** `5.9/11.7`, `408ms(100.0%)`: the first number. */
  const number = (name: string): number | null => {
    const value = Number.parseFloat(values.get(name) ?? '');
    return Number.isFinite(value) && value >= 0 ? value : null;
  };
  const count = (name: string): number => Math.trunc(number(name) ?? 0);
  return {
    rttMs: number('rtt'),
    minRttMs: number('minrtt'),
    segmentBytes: number('mss'),
    congestionWindowSegmentCount: number('cwnd'),
    unackedSegmentCount: count('unacked'),
    lostSegmentCount: count('lost'),
    // `retrans:1/12`: on the way now, and in all.
    retransmittedSegmentCount: Math.trunc(Number(/^\d+\/(\d+)$/.exec(values.get('retrans') ?? '')?.[1] ?? 0)),
    notSentBytes: count('notsent'),
    busyMs: number('busy') ?? 0,
    receiverLimitedMs: number('rwnd_limited') ?? 0,
  };
}
