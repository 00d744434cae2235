// In: the shape of a connection without keys. Out: its lines for people: what it looks like and how surely, then what was measured.
// Computes nothing; exact numbers are in the JSON report. docs/shape.md.
import type {
  ChunkEstimate,
  ConnectionShape,
  DedupEstimate,
  EachWay,
  KindEstimate,
  ShapeKind,
} from '../shape/index.js';
import { countOf } from './count-of.js';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  unknownText,
} from './units.js';

const kindWords: Readonly<Record<ShapeKind, string>> = {
  backup: 'a backup',
  restore: 'a restore or another reader',
  benchmark: 'a benchmark',
  api: 'API calls',
  unknown: 'nothing that PBS is known for',
};

/** `looks like a backup (high confidence: …)`, chunks and dedup below it, then times, silences, keepalives and the end. */
export function describeShape(shape: ConnectionShape): readonly string[] {
  const { session, chunks, dedup } = shape;
  return [
    `looks like ${describeKind(session)}`,
    ...(chunks === null ? [] : [describeChunks(chunks)]),
    ...(dedup === null ? [] : [describeDedup(dedup)]),
    describeTimes(shape),
    describeActivity(shape),
    ...describeExtras(shape),
    describeGoodbye(shape),
  ];
}

/** Every connection in few words: `2 connections look like a backup (113 chunks), 1 like API calls`. */
export function describeShapes(shapes: readonly ConnectionShape[]): string {
  const kinds = [...new Set(shapes.map((shape) => shape.session.kind))];
  const parts = kinds.map((kind, index) => {
    const own = shapes.filter((shape) => shape.session.kind === kind);
    const chunkCount = own.reduce((sum, shape) => sum + (shape.chunks?.count ?? 0), 0);
    const chunks = chunkCount === 0 ? '' : ` (about ${countOf(chunkCount, 'chunk')})`;
    const verb = own.length === 1 ? 'looks like' : 'look like';
    const head = index === 0 ? `${countOf(own.length, 'connection')} ${verb}` : `${formatCount(own.length)} like`;
    return `${head} ${kindWords[kind]}${chunks}`;
  });
  return parts.join(', ');
}

const describeSureness = ({ confidence, because }: { readonly confidence: string; readonly because: string }): string =>
  `(${confidence} confidence: ${because})`;

const describeKind = (session: KindEstimate): string => `${kindWords[session.kind]} ${describeSureness(session)}`;

function describeChunks(chunks: ChunkEstimate): string {
  const verb = chunks.direction === 'toServer' ? 'uploaded' : 'downloaded';
  const { count, encodedBytes, medianBytes, largestBytes } = chunks;
  const sizes =
    medianBytes === null || largestBytes === null
      ? ''
      : `, ${formatBytes(encodedBytes)} on the wire, bodies of ${formatBytes(medianBytes)} at the median and ` +
        `${formatBytes(largestBytes)} at most`;
  return `chunks ${verb}: about ${formatCount(count)}${sizes} ${describeSureness(chunks)}`;
}

function describeDedup(dedup: DedupEstimate): string {
  const ratio = dedup.dedupRatio === null ? 'nothing uploaded' : formatFactor(dedup.dedupRatio);
  const wire = dedup.wireRatio === null ? '' : `, ${formatFactor(dedup.wireRatio)} with compression`;
  const share = formatPercent(dedup.dedupShare);
  return `dedup of ${formatBytes(dedup.logicalBytes)}: about ${ratio}${wire}, ${share} reused ${describeSureness(dedup)}`;
}

function describeTimes({ tlsVersion, tlsHandshakeMs, roundTripMs, applicationBytes }: ConnectionShape): string {
  const handshake = tlsHandshakeMs === null ? 'handshake not seen' : `handshake ${formatDuration(tlsHandshakeMs)}`;
  const ways = [
    roundTripMs.handshakeToServer,
    roundTripMs.dataToServer,
    roundTripMs.handshakeToClient,
    roundTripMs.dataToClient,
  ];
  const [synServer, dataServer, synClient, dataClient] = ways.map(orUnknown);
  return (
    `${tlsVersion ?? 'TLS of unknown version'}, ${handshake}; round trip to the server ${synServer} (SYN), ${dataServer} (data), ` +
    `to the client ${synClient}, ${dataClient}; ${formatBytes(applicationBytes.toServer)} to server, ` +
    `${formatBytes(applicationBytes.toClient)} to client`
  );
}

const orUnknown = (durationMs: number | null): string =>
  durationMs === null ? unknownText : formatDuration(durationMs);

function describeActivity({ bursts, idle }: ConnectionShape): string {
  const busy = `${countOf(bursts.count, 'burst')}, ${formatDuration(bursts.totalMs)} together`;
  if (idle.longestAtMs === null) return `${busy}; never silent for a second`;
  const silences = `silent ${countOf(idle.count, 'time')}, ${formatDuration(idle.totalMs)} together`;
  return `${busy}; ${silences}, ${formatDuration(idle.longestMs)} from ${formatClock(idle.longestAtMs)}`;
}

const sumOf = ({ toServer, toClient }: EachWay): number => toServer + toClient;

function describeExtras({ keepalives, repeatedSegmentCount }: ConnectionShape): readonly string[] {
  const parts = [
    [sumOf(keepalives.tcp), 'TCP keepalive'],
    [sumOf(keepalives.pingSized), 'record of the size of a PING after a silence'],
    [sumOf(repeatedSegmentCount), 'segment sent again'],
  ] as const;
  const seen = parts.filter(([count]) => count > 0).map(([count, noun]) => describeCount(count, noun));
  return seen.length === 0 ? [] : [seen.join(', ')];
}

/** The noun is the first word, or the first two: `3 segments sent again`. */
function describeCount(count: number, noun: string): string {
  const plural = noun.startsWith('TCP') ? `${noun}s` : noun.replace(/^\w+/, (word) => `${word}s`);
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

function describeGoodbye({ closedBy, how, closeNotify }: ConnectionShape): string {
  const who = [closeNotify.client ? ['the client'] : [], closeNotify.server ? ['the server'] : []].flat();
  const goodbye = who.length === 0 ? 'no goodbye in TLS' : `close_notify of ${who.join(' and ')}`;
  const end = closedBy === null ? 'not closed in the capture' : `closed by the ${closedBy} (${how ?? 'unknown'})`;
  return `${end}, ${goodbye}`;
}
