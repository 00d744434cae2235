// What a client puts on the wire, without what differs from run to run: names, digests, sizes, times, ports. In: the Events of one
// connection. Out: lines, runs of the same kind of call folded, so that a genuine capture and a synthetic session can be compared.
import type { Event } from '../../src/core/event/index.js';

const masks: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{64}/g, '#'],
  [/((?:archive|file)-name)=[^&]*?((?:\.(?:[mp]?pxar|img|conf))?\.(?:didx|fidx|blob))/g, '$1=*$2'],
  [/(backup-id|backup-time|store|size|wid|chunk-count)=[^&]*/g, '$1=#'],
  [/\/datastore\/[^/]+/g, '/datastore/#'],
  [/backup-type=(host|vm|ct)/g, 'backup-type=#'],
];

const mask = (target: string): string => masks.reduce((text, [pattern, put]) => text.replace(pattern, put), target);
/** The catalog is one of the streams; which of two goes first is a race (protocol.md 4.4). */
const foldName = (target: string): string => target.replace(/\*(?:\.[mp]?pxar|\.img)?\.([df]idx)/g, '*.$1');

/** `http2 POST /fixed_chunk?… localhost:8007 user-agent: …`, one line a run of the same. */
export function shapeOfCalls(events: readonly Event[]): string[] {
  const lines = events.flatMap((event) => {
    if (event.kind !== 'requestHead') return [];
    const headers = event.headers.map(([name, value]) =>
      name === 'content-length' || name === 'host' ? `${name}: #` : `${name}: ${value}`,
    );
    const authority =
      event.protocol === 'http2' ? ` ${event.authority?.replace(/^127\.0\.0\.1:\d+$/, 'ADDRESS:PORT')}` : '';
    return [`${event.protocol} ${event.method} ${foldName(mask(event.target))}${authority} | ${headers.join(', ')}`];
  });
  return foldUploads(lines.filter((line, index) => line !== lines[index - 1]));
}

/** Whether an append comes between two chunks is a matter of the line's time; the order of the first of each is not. */
function foldUploads(lines: readonly string[]): string[] {
  let seen = new Set<string>();
  return lines.filter((line) => {
    if (!/ (POST \/\w+_chunk|PUT \/\w+_index)\b/.test(line)) {
      seen = new Set();
      return true;
    }
    const isFirst = !seen.has(line);
    seen.add(line);
    return isFirst;
  });
}

/** SETTINGS and the window of the connection, as the client sends them first. */
export function shapeOfStart(events: readonly Event[]): string[] {
  const fromClient = events.flatMap((event) => {
    if (event.kind === 'settings' && event.direction === 'toServer')
      return [`SETTINGS ${formatSettings(event.settings)}`];
    if (event.kind === 'windowUpdate' && event.direction === 'toServer' && event.stream === 0)
      return [`WINDOW_UPDATE ${event.incrementBytes}`];
    return [];
  });
  return fromClient.slice(0, 2);
}

const formatSettings = (settings: Readonly<Record<string, number>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** Entries of each append, in order. */
export function appendSizes(events: readonly Event[]): number[] {
  const bodies = new Map<number, string>();
  for (const event of events) {
    if (event.kind !== 'bodyPart' || event.direction !== 'toServer') continue;
    bodies.set(event.stream, (bodies.get(event.stream) ?? '') + Buffer.from(event.base64, 'base64').toString('latin1'));
  }
  return [...bodies.values()].flatMap((body) => {
    const digests = /"digest-list":\[([^\]]*)\]/.exec(body)?.[1];
    return digests === undefined ? [] : [digests.split(',').length];
  });
}
