// In: Events in short, one a line. Out: the Events, so that a flow test reads like a conversation:
//
//   +0 [1] opened                              +5 [1] C> data 1 4096
//   +1 [1] C> request 1 GET /finish            +6 [1] C> body 1 {"wid":1}     captured part, data and end at once
//   +2 [1] C> request 1 POST /blob body        +7 [1] C> part 1 0 hex:42ab    captured part only
//   +3 [1] S> reply 1 200 body                 +8 [1] C> end 1
//   +0 [1] opened client=192.0.2.1:1 server=192.0.2.2:2      +0 [1] tls random=ab    +0 [1] rtt server 0.4
//   +4 [1] traffic 100 200                                    (bytes so far, to server and to client)
//   +4 [1] C> stall 0 / C> unstall 0           +9 [1] S> reset 1 CANCEL / S> dark / closed client fin / sourceEnded
//
//   +1 [1] C> settings MAX_FRAME_SIZE=4194304 / C> settingsAck / S> goAway 7 PROTOCOL_ERROR / S> ping / C> preface
//   +5 [1] S> pressure on      +5 [1] tlsFailed client unknown_ca      +5 [1] C> problem http2/not-http2 first bytes
//   +5 [1] tcp server unacked=9 retransmitted=7                        +4 [1] C> data 1 4096 window=100/50
//
// Stream `h1#2` = second request of HTTP/1.1. `request` takes ` upgrade=…`, heads take ` length=…` and ` connection=…`, a
// request ` credential=ticket` and ` agent=…`. `tls client` and `tls server` are the legs of a live connection.
import type { BodyPart, Event } from '../../src/core/event/index.js';
import { encodeBase64 } from '../../src/core/event/index.js';
import type { CloseHow, Direction, Party } from '../../src/core/wire/index.js';

interface Line {
  readonly atMs: number;
  readonly connection: number;
  readonly direction: Direction;
  readonly words: readonly string[];
  /** Everything behind the third word, spaces kept. */
  readonly tail: string;
}

/** `connection/stream/direction` → body bytes so far, for `end`. */
type Totals = Map<string, number>;

export function parseEventScript(script: string): Event[] {
  const totals: Totals = new Map();
  return script
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !text.startsWith('//'))
    .flatMap((text) => eventsOf(parseLine(text), totals));
}

function parseLine(text: string): Line {
  const match = /^\+([\d.]+)(?: \[(\d+)\])?(?: ([CS])>)? (.*)$/.exec(text);
  if (match === null) throw new Error(`event script: ${text}`);
  const words = (match[4] ?? '').split(' ');
  return {
    atMs: Number(match[1]),
    connection: Number(match[2] ?? 0),
    direction: match[3] === 'S' ? 'toClient' : 'toServer',
    words,
    tail: words.slice(2).join(' '),
  };
}

const bytesOf = (text: string): Uint8Array =>
  new Uint8Array(text.startsWith('hex:') ? Buffer.from(text.slice(4), 'hex') : Buffer.from(text));

function option(line: Line, name: string): string | null {
  const word = line.words.find((one) => one.startsWith(`${name}=`));
  return word === undefined ? null : word.slice(name.length + 1);
}

function streamOf(line: Line): Pick<BodyPart, 'protocol' | 'stream'> {
  const word = line.words[1] ?? '';
  return word.startsWith('h1#')
    ? { protocol: 'http1', stream: Number(word.slice(3)) }
    : { protocol: 'http2', stream: Number(word) };
}

const windowOf = (text: string | undefined): number | null =>
  text === undefined || text === '' || text === '?' ? null : Number(text);

function tcpFacts(at: { connection: number; atMs: number }, line: Line): Event {
  const count = (name: string): number => Number(option(line, name) ?? 0);
  return {
    kind: 'tcpFacts',
    ...at,
    leg: line.words[1] === 'client' ? 'client' : 'server',
    state: 'ESTAB',
    rttMs: null,
    minRttMs: null,
    segmentBytes: 1448,
    congestionWindowSegmentCount: 10,
    unackedSegmentCount: count('unacked'),
    lostSegmentCount: 0,
    retransmittedSegmentCount: count('retransmitted'),
    sendQueueBytes: count('queue'),
    notSentBytes: count('notsent'),
    receiveQueueBytes: 0,
    busyMs: count('busy'),
    receiverLimitedMs: count('receiverlimited'),
  };
}

function eventsOf(line: Line, totals: Totals): Event[] {
  const { atMs, connection, direction, words } = line;
  const at = { connection, atMs };
  const on = { ...at, ...streamOf(line) };
  const key = `${connection}/${on.protocol}${on.stream}/${direction}`;
  const hasBody = words.includes('body');
  const length = option(line, 'length');
  const connectionHeader = option(line, 'connection');
  const agent = option(line, 'agent');
  const headers: (readonly [string, string])[] = [
    ...(length === null ? [] : [['content-length', length] as const]),
    ...(connectionHeader === null ? [] : [['connection', connectionHeader] as const]),
    ...(agent === null ? [] : [['user-agent', agent] as const]),
  ];
  const data = (byteCount: number): Event => {
    totals.set(key, (totals.get(key) ?? 0) + byteCount);
    const [connectionWindow, streamWindow] = (option(line, 'window') ?? '').split('/');
    const windows = { connectionWindowBytes: windowOf(connectionWindow), streamWindowBytes: windowOf(streamWindow) };
    return { kind: 'data', ...on, direction, byteCount, firstAtMs: atMs, ...windows };
  };
  const part = (offset: number, bytes: Uint8Array): Event => {
    return { kind: 'bodyPart', ...on, direction, offset, base64: encodeBase64(bytes) };
  };
  const end = (): Event => ({ kind: 'bodyEnd', ...on, direction, totalBytes: totals.get(key) ?? 0 });
  const head = { ...on, firstAtMs: atMs, headers, headBytes: 60, hasBody };

  switch (words[0]) {
    case 'opened': {
      const client = option(line, 'client') ?? '192.0.2.1:40000';
      const ends = { client, server: option(line, 'server') ?? '192.0.2.2:8007', entry: 'passive' as const };
      return [{ kind: 'opened', ...at, ...ends, isLateJoin: words[1] === 'late-join' }];
    }
    case 'tls': {
      const facts = { version: 'TLSv1.3', cipherSuite: null, serverName: null, alpnOffered: [], alpn: null };
      const clientRandom = option(line, 'random');
      const leg = words[1] === 'client' || words[1] === 'server' ? words[1] : 'only';
      return [{ kind: 'tlsEstablished', ...at, leg, ...facts, fingerprint: null, clientRandom }];
    }
    case 'rtt':
      return [{ kind: 'roundTrip', ...at, toward: words[1] as 'client', roundTripMs: Number(words[2]) }];
    case 'traffic': {
      const [toServerBytes, toClientBytes] = [Number(words[1]), Number(words[2])];
      return [{ kind: 'traffic', ...at, toServerBytes, toClientBytes }];
    }
    case 'request': {
      const upgrade = option(line, 'upgrade');
      const asked = { method: words[2] ?? '', target: words[3] ?? '', authority: 'localhost:8007', upgrade };
      const scheme = option(line, 'credential');
      const credential = scheme === null ? null : { scheme: scheme as 'ticket', authId: null };
      const sent: Event = { kind: 'requestHead', ...head, ...asked, credential };
      return hasBody ? [sent] : [sent, { ...end(), direction: 'toServer' } as Event];
    }
    case 'reply': {
      const sent: Event = { kind: 'responseHead', ...head, status: Number(words[2]) };
      return hasBody ? [sent] : [sent, end()];
    }
    case 'data':
      return [data(Number(words[2]))];
    case 'part':
      return [part(Number(words[2]), bytesOf(words.slice(3).join(' ')))];
    case 'body': {
      const bytes = bytesOf(line.tail);
      return [data(bytes.length), part(0, bytes), end()];
    }
    case 'end':
      return [end()];
    case 'stall':
    case 'unstall': {
      const isStalled = words[0] === 'stall';
      return [{ kind: 'windowStall', ...at, direction, stream: on.stream, isStalled, windowBytes: isStalled ? 0 : 1 }];
    }
    case 'reset':
      return [{ kind: 'streamReset', ...at, direction, stream: on.stream, errorCode: 8, errorName: words[2] ?? '' }];
    case 'goAway': {
      const errorName = words[2] ?? 'NO_ERROR';
      const errorCode = errorName === 'NO_ERROR' ? 0 : 1;
      return [{ kind: 'goAway', ...at, direction, lastStream: Number(words[1]), errorCode, errorName }];
    }
    case 'settings': {
      const pairs = words.slice(1).map((word) => word.split('='));
      const settings = Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
      return [{ kind: 'settings', ...at, direction, settings }];
    }
    case 'settingsAck':
    case 'preface':
      return [words[0] === 'preface' ? { kind: 'preface', ...at } : { kind: 'settingsAck', ...at, direction }];
    case 'ping':
      return [{ kind: 'ping', ...at, direction, isAck: words[1] === 'ack' }];
    case 'pressure':
      return [{ kind: 'pressure', ...at, direction, isOn: words[1] === 'on' }];
    case 'tlsFailed': {
      const [by, reason] = [words[1] as Party, words.slice(2).join(' ')];
      return [{ kind: 'tlsFailed', ...at, leg: 'only', by, reason, fingerprint: null, clientRandom: null }];
    }
    case 'problem': {
      const code = words[1] as 'http2/not-http2';
      return [{ kind: 'problem', ...at, code, direction, stream: null, detail: line.tail }];
    }
    case 'tcp':
      return [tcpFacts(at, line)];
    case 'ended':
      return [{ kind: 'ended', ...at, direction, how: words[1] as CloseHow }];
    case 'http2':
      return [{ kind: 'http2Began', ...at, how: words[1] as 'upgrade', upgrade: words[2] ?? null }];
    case 'dark':
      return [{ kind: 'wentDark', ...at, direction, reason: 'test' }];
    case 'resumed':
      return [{ kind: 'resumed', ...at, direction }];
    case 'closed':
      return [{ kind: 'closed', ...at, by: words[1] as Party, how: words[2] as CloseHow }];
    case 'sourceEnded':
      return [{ kind: 'sourceEnded', connection: 0, atMs, reason: 'capture-end' }];
    default:
      throw new Error(`event script: unknown word ${words[0]}`);
  }
}
