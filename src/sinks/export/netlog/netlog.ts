// `report --format netlog`: Chromium's NetLog as JSON, for netlog-viewer. In: every Event. Out: text, written while they are read: a socket per
// connection, a request per HTTP/1.1 exchange, an HTTP/2 session with what its windows held up. Forgets a connection when it is over.
import type { Event } from '../../../core/event/index.js';
import type { EventRendering } from '../format.js';
import { netErrors, netlogConstants } from './constants.js';
import { netErrorOf, SessionLines } from './session-lines.js';
import { Source } from './source.js';

interface Known {
  readonly socket: Source;
  readonly client: string;
  readonly server: string;
  session: SessionLines | null;
  /** HTTP/1.1 exchanges under way, by their ordinal. */
  readonly requests: Map<number, Source>;
}

export function beginNetlog(startedAtUnixMs: number): EventRendering {
  const known = new Map<number, Known>();
  let sourceCount = 0;
  let hasLine = false;
  const nextId = (): number => ++sourceCount;
  const head = `{"constants":${JSON.stringify(netlogConstants(startedAtUnixMs))},\n"events":[\n`;
  const write = (lines: readonly string[]): string => {
    if (lines.length === 0) return '';
    const text = `${hasLine ? ',\n' : head}${lines.join(',\n')}`;
    hasLine = true;
    return text;
  };
  return {
    feed(event) {
      if (event.kind !== 'opened') {
        const connection = known.get(event.connection);
        if (connection === undefined) return '';
        const lines = connectionLines(event, connection, nextId);
        if (event.kind === 'closed') known.delete(event.connection);
        return write(lines);
      }
      const socket = new Source(nextId(), 'SOCKET', event.atMs);
      const { client, server } = event;
      known.set(event.connection, { socket, client, server, session: null, requests: new Map() });
      const alive = socket.line('SOCKET_ALIVE', event.atMs, null, 'PHASE_BEGIN');
      // The beginning of a late join was not seen.
      if (event.isLateJoin) return write([alive]);
      const connecting = { address_list: [server], aliases: [] };
      return write([alive, socket.line('TCP_CONNECT', event.atMs, connecting, 'PHASE_BEGIN')]);
    },
    end: () => `${hasLine ? '' : head}],\n"polledData":{}}\n`,
  };
}

function connectionLines(event: Event, known: Known, nextId: () => number): string[] {
  const { socket, client, server } = known;
  const { atMs } = event;
  switch (event.kind) {
    case 'connected':
      // Live there are two legs; the client's is there already.
      if (event.leg === 'client') return [];
      return [socket.line('TCP_CONNECT', atMs, { local_address: client, remote_address: server }, 'PHASE_END')];
    case 'tlsEstablished': {
      if (event.leg === 'client') return [];
      const facts = { cipher_suite: event.cipherSuite, next_proto: event.alpn ?? 'unknown', version: event.version };
      return [
        socket.line('SSL_CONNECT', atMs, null, 'PHASE_BEGIN'),
        socket.line('SSL_CONNECT', atMs, facts, 'PHASE_END'),
      ];
    }
    case 'tlsFailed':
      return [
        socket.line('SSL_CONNECT', atMs, null, 'PHASE_BEGIN'),
        socket.line('SSL_CONNECT', atMs, { net_error: netErrors.ERR_SSL_PROTOCOL_ERROR }, 'PHASE_END'),
      ];
    case 'http2Began': {
      known.session = new SessionLines(new Source(nextId(), 'HTTP2_SESSION', atMs));
      return known.session.begin(server, socket, atMs);
    }
    case 'closed':
      return [
        ...(known.session?.feed(event) ?? []),
        ...[...known.requests.values()].map((request) =>
          request.line('REQUEST_ALIVE', atMs, { net_error: netErrorOf(event.how) }, 'PHASE_END'),
        ),
        socket.line('SOCKET_ALIVE', atMs, null, 'PHASE_END'),
      ];
    default:
      if ('protocol' in event && event.protocol === 'http1') return requestLines(event, known, nextId);
      return known.session?.feed(event) ?? [];
  }
}

function requestLines(event: Event, { server, requests }: Known, nextId: () => number): string[] {
  if (event.kind === 'requestHead') {
    const request = new Source(nextId(), 'URL_REQUEST', event.firstAtMs);
    requests.set(event.stream, request);
    const url = `https://${event.authority ?? server}${event.target}`;
    const headers = event.headers.map(([name, value]) => `${name}: ${value}`);
    const line = `${event.method} ${event.target} HTTP/1.1\r\n`;
    return [
      request.line('REQUEST_ALIVE', event.firstAtMs, { priority: 'MEDIUM', traffic_annotation: 0, url }, 'PHASE_BEGIN'),
      request.line('HTTP_TRANSACTION_SEND_REQUEST_HEADERS', event.atMs, { headers, line }),
    ];
  }
  if (event.kind !== 'responseHead' && event.kind !== 'bodyEnd') return [];
  const request = requests.get(event.stream);
  if (request === undefined) return [];
  const over = (): string[] => {
    requests.delete(event.stream);
    return [request.line('REQUEST_ALIVE', event.atMs, null, 'PHASE_END')];
  };
  if (event.kind === 'bodyEnd') return event.direction === 'toClient' ? over() : [];
  const headers = [`HTTP/1.1 ${event.status}`, ...event.headers.map(([name, value]) => `${name}: ${value}`)];
  const answered = request.line('HTTP_TRANSACTION_READ_RESPONSE_HEADERS', event.atMs, { headers });
  // A 101 ends the exchange: what follows is the session.
  return event.status === 101 ? [answered, ...over()] : [answered];
}
