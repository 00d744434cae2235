// What a line of a trace may be: the Events of core/event as schemas, so that a damaged or hostile file cannot put a value into
// core that its types exclude. In: a parsed JSON value. Out: an Event, or why not.
import { z } from 'zod';
import type { Event } from '../../core/event/index.js';

const count = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative();
const onConnection = { connection: count, atMs: z.number().nonnegative() };
const onStream = { ...onConnection, protocol: z.enum(['http1', 'http2']), stream: count };
const direction = z.enum(['toServer', 'toClient']);
const leg = z.enum(['client', 'server', 'only']);
const party = z.enum(['client', 'server', 'proxy', 'unknown']);
const how = z.enum(['fin', 'close-notify', 'fin-or-close-notify', 'reset', 'timeout', 'capture-end']);
const text = z.string();
const headers = z.array(z.tuple([text, text]));
const windowBytes = z.number().int().nullable();

/** Codes are checked for their form only: a newer pbscope may know more of them. */
const problemCode = z.custom<Extract<Event, { kind: 'problem' }>['code']>(
  (value) => typeof value === 'string' && /^[a-z0-9]+\/[a-z0-9-]+$/.test(value),
);

export const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    ...onConnection,
    client: text,
    server: text,
    entry: z.enum(['direct', 'connect', 'redirect', 'passive']),
    isLateJoin: z.boolean(),
  }),
  z.object({ kind: z.literal('connected'), ...onConnection, leg }),
  z.object({ kind: z.literal('tunnelled'), ...onConnection, target: text, status: z.number().int().nullable() }),
  z.object({
    kind: z.literal('tlsEstablished'),
    ...onConnection,
    leg,
    version: text,
    cipherSuite: text.nullable(),
    serverName: text.nullable(),
    alpnOffered: z.array(text),
    alpn: text.nullable(),
    fingerprint: text.nullable(),
    clientRandom: text.nullable(),
  }),
  z.object({
    kind: z.literal('tlsFailed'),
    ...onConnection,
    leg,
    by: party,
    reason: text,
    fingerprint: text.nullable(),
    clientRandom: text.nullable(),
  }),
  z.object({
    kind: z.literal('roundTrip'),
    ...onConnection,
    toward: z.enum(['client', 'server']),
    roundTripMs: z.number().nonnegative(),
  }),
  z.object({
    kind: z.literal('tcpFacts'),
    ...onConnection,
    leg: z.enum(['client', 'server']),
    state: text,
    rttMs: milliseconds.nullable(),
    minRttMs: milliseconds.nullable(),
    segmentBytes: count.nullable(),
    congestionWindowSegmentCount: count.nullable(),
    unackedSegmentCount: count,
    lostSegmentCount: count,
    retransmittedSegmentCount: count,
    sendQueueBytes: count,
    notSentBytes: count,
    receiveQueueBytes: count,
    busyMs: milliseconds,
    receiverLimitedMs: milliseconds,
  }),
  z.object({ kind: z.literal('pressure'), ...onConnection, direction, isOn: z.boolean() }),
  z.object({ kind: z.literal('ended'), ...onConnection, direction, how }),
  z.object({ kind: z.literal('closed'), ...onConnection, by: party, how }),
  z.object({
    kind: z.literal('problem'),
    ...onConnection,
    code: problemCode,
    direction: direction.nullable(),
    stream: count.nullable(),
    detail: text,
  }),
  z.object({
    kind: z.literal('requestHead'),
    ...onStream,
    firstAtMs: z.number(),
    method: text,
    target: text,
    authority: text.nullable(),
    headers,
    credential: z.object({ scheme: z.enum(['token', 'ticket', 'basic', 'other']), authId: text.nullable() }).nullable(),
    upgrade: text.nullable(),
    headBytes: count,
    hasBody: z.boolean(),
  }),
  z.object({
    kind: z.literal('responseHead'),
    ...onStream,
    firstAtMs: z.number(),
    status: z.number().int(),
    headers,
    headBytes: count,
    hasBody: z.boolean(),
  }),
  z.object({
    kind: z.literal('data'),
    ...onStream,
    direction,
    byteCount: count,
    firstAtMs: z.number(),
    connectionWindowBytes: windowBytes,
    streamWindowBytes: windowBytes,
  }),
  z.object({
    kind: z.literal('bodyPart'),
    ...onStream,
    direction,
    offset: count,
    base64: text.regex(/^[A-Za-z0-9+/]*={0,2}$/),
    wireBytes: count.exactOptional(),
  }),
  z.object({ kind: z.literal('bodyEnd'), ...onStream, direction, totalBytes: count }),
  z.object({ kind: z.literal('trailers'), ...onStream, direction, headers }),
  z.object({
    kind: z.literal('http2Began'),
    ...onConnection,
    how: z.enum(['upgrade', 'prior-knowledge', 'alpn', 'late-join']),
    upgrade: text.nullable(),
  }),
  z.object({ kind: z.literal('preface'), ...onConnection }),
  z.object({ kind: z.literal('settings'), ...onConnection, direction, settings: z.record(text, z.number()) }),
  z.object({ kind: z.literal('settingsAck'), ...onConnection, direction }),
  z.object({ kind: z.literal('windowUpdate'), ...onConnection, direction, stream: count, incrementBytes: count }),
  z.object({
    kind: z.literal('windowStall'),
    ...onConnection,
    direction,
    stream: count,
    isStalled: z.boolean(),
    windowBytes: z.number().int(),
  }),
  z.object({
    kind: z.literal('streamReset'),
    ...onConnection,
    direction,
    stream: count,
    errorCode: count,
    errorName: text,
  }),
  z.object({
    kind: z.literal('goAway'),
    ...onConnection,
    direction,
    lastStream: count,
    errorCode: count,
    errorName: text,
  }),
  z.object({ kind: z.literal('ping'), ...onConnection, direction, isAck: z.boolean() }),
  z.object({
    kind: z.literal('otherFrame'),
    ...onConnection,
    direction,
    stream: count,
    frameType: count,
    byteCount: count,
  }),
  z.object({ kind: z.literal('traffic'), ...onConnection, toServerBytes: count, toClientBytes: count }),
  z.object({ kind: z.literal('wentDark'), ...onConnection, direction, reason: text }),
  z.object({ kind: z.literal('resumed'), ...onConnection, direction }),
  z.object({
    kind: z.literal('sourceEnded'),
    connection: z.literal(0),
    atMs: z.number().nonnegative(),
    reason: z.enum(['capture-end', 'stopped']),
  }),
  z.object({ kind: z.literal('dropped'), ...onConnection, eventCount: count, reason: text }),
]) satisfies z.ZodType<Event>;

export const headerSchema = z.object({
  format: z.literal('pbscope-trace'),
  version: z.number().int().positive(),
  tool: text,
  startedAt: z.iso.datetime({ offset: true }),
  ends: z.object({ listen: text, upstream: text }),
  redacted: z.array(text),
});
