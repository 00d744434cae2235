// One HTTP/2 session as the client's Chromium would have logged it. In: its Events in order. Out: lines. To the server is SEND, to the client is
// RECV; that the server waits for a window is not in NetLog's words. DATA stands merged over a few ms, as in Events.
import type { Event } from '../../../core/event/index.js';
import { netErrors } from './constants.js';
import type { Params, Source } from './source.js';

const settingNumbers: Readonly<Record<string, number>> = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
  ENABLE_CONNECT_PROTOCOL: 8,
};

export class SessionLines {
  readonly #source: Source;
  readonly #openStreams = new Set<number>();
  /** The stream whose body was sent last: a shut window of the session stops that one. */
  #sendingStream = 0;
  #createdCount = 0;
  #maxStreams = Infinity;
  #pingCount = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  begin(host: string, socket: Source, atMs: number): string[] {
    return [
      this.#source.line('HTTP2_SESSION', atMs, { host, proxy: '[direct://]' }, 'PHASE_BEGIN'),
      this.#source.line('HTTP2_SESSION_INITIALIZED', atMs, { protocol: 'h2', ...socket.dependency }),
    ];
  }

  feed(event: Event): string[] {
    const { atMs } = event;
    const line = (type: Parameters<Source['line']>[0], params: Params | null = null): string =>
      this.#source.line(type, atMs, params);
    switch (event.kind) {
      case 'requestHead':
        return [
          ...this.#openStream(event.stream, event.target, atMs),
          line('HTTP2_SESSION_SEND_HEADERS', sentHead(event)),
        ];
      case 'responseHead': {
        const headers = [`:status: ${event.status}`, ...event.headers.map(([name, value]) => `${name}: ${value}`)];
        if (!event.hasBody) this.#openStreams.delete(event.stream);
        return [line('HTTP2_SESSION_RECV_HEADERS', { fin: !event.hasBody, headers, stream_id: event.stream })];
      }
      case 'data': {
        const params = { fin: false, size: event.byteCount, stream_id: event.stream };
        if (event.direction === 'toClient') return [line('HTTP2_SESSION_RECV_DATA', params)];
        this.#sendingStream = event.stream;
        const window = event.connectionWindowBytes;
        return [
          line('HTTP2_SESSION_SEND_DATA', params),
          ...(window === null
            ? []
            : [line('HTTP2_SESSION_UPDATE_SEND_WINDOW', { delta: -event.byteCount, window_size: window })]),
        ];
      }
      case 'bodyEnd': {
        if (event.direction === 'toClient') this.#openStreams.delete(event.stream);
        if (event.totalBytes === 0) return [];
        const type = event.direction === 'toServer' ? 'HTTP2_SESSION_SEND_DATA' : 'HTTP2_SESSION_RECV_DATA';
        return [line(type, { fin: true, size: 0, stream_id: event.stream })];
      }
      case 'settings':
        return this.#settings(event);
      case 'settingsAck':
        return [
          line(event.direction === 'toServer' ? 'HTTP2_SESSION_SEND_SETTINGS_ACK' : 'HTTP2_SESSION_RECV_SETTINGS_ACK'),
        ];
      case 'windowUpdate': {
        const params = { delta: event.incrementBytes, stream_id: event.stream };
        const isSent = event.direction === 'toServer';
        return [line(isSent ? 'HTTP2_SESSION_SEND_WINDOW_UPDATE' : 'HTTP2_SESSION_RECV_WINDOW_UPDATE', params)];
      }
      case 'windowStall': {
        if (event.direction === 'toClient') return [];
        const params = { stream_id: event.stream === 0 ? this.#sendingStream : event.stream };
        if (!event.isStalled) return [line('HTTP2_STREAM_FLOW_CONTROL_UNSTALLED', params)];
        const whose = event.stream === 0 ? 'SESSION' : 'STREAM';
        return [line(`HTTP2_SESSION_STREAM_STALLED_BY_${whose}_SEND_WINDOW`, params)];
      }
      case 'streamReset': {
        this.#openStreams.delete(event.stream);
        const params = { error_code: `${event.errorCode} (${event.errorName})`, stream_id: event.stream };
        if (event.direction === 'toClient') return [line('HTTP2_SESSION_RECV_RST_STREAM', params)];
        return [line('HTTP2_SESSION_SEND_RST_STREAM', { description: '', ...params })];
      }
      case 'goAway':
        // That a client sends one has no word in NetLog; the end follows.
        if (event.direction === 'toServer') return [];
        return [
          line('HTTP2_SESSION_RECV_GOAWAY', {
            active_streams: this.#openStreams.size,
            debug_data: '',
            error_code: `${event.errorCode} (${event.errorName})`,
            last_accepted_stream_id: event.lastStream,
          }),
        ];
      case 'ping': {
        if (!event.isAck) this.#pingCount += 1;
        const type = event.direction === 'toServer' ? 'sent' : 'received';
        return [line('HTTP2_SESSION_PING', { is_ack: event.isAck, type, unique_id: this.#pingCount })];
      }
      case 'closed':
        return [
          line('HTTP2_SESSION_CLOSE', {
            description: `closed by ${event.by} (${event.how})`,
            net_error: netErrorOf(event.how),
          }),
          this.#source.line('HTTP2_SESSION', atMs, null, 'PHASE_END'),
        ];
      default:
        return [];
    }
  }

  /** At the limit the next request has to wait: whether there was one, the wire does not show. */
  #openStream(stream: number, target: string, atMs: number): string[] {
    this.#openStreams.add(stream);
    this.#createdCount += 1;
    if (this.#openStreams.size !== this.#maxStreams) return [];
    return [
      this.#source.line('HTTP2_SESSION_STALLED_MAX_STREAMS', atMs, {
        max_concurrent_streams: this.#maxStreams,
        num_active_streams: this.#openStreams.size,
        num_created_streams: this.#createdCount,
        url: target,
      }),
    ];
  }

  #settings(event: Extract<Event, { kind: 'settings' }>): string[] {
    const named = Object.entries(event.settings).map(([name, value]) => {
      const number = settingNumbers[name] ?? Number(name);
      return { id: `${number} (SETTINGS_${name})`, value };
    });
    if (event.direction === 'toServer') {
      const settings = named.map(({ id, value }) => `[id:${id} value:${value}]`);
      return [this.#source.line('HTTP2_SESSION_SEND_SETTINGS', event.atMs, { settings })];
    }
    this.#maxStreams = event.settings['MAX_CONCURRENT_STREAMS'] ?? this.#maxStreams;
    return [
      this.#source.line('HTTP2_SESSION_RECV_SETTINGS', event.atMs),
      ...named.map((setting) => this.#source.line('HTTP2_SESSION_RECV_SETTING', event.atMs, setting)),
    ];
  }
}

function sentHead(event: Extract<Event, { kind: 'requestHead' }>): Params {
  const { method, authority, target, headers, stream, hasBody } = event;
  return {
    exclusive: false,
    fin: !hasBody,
    has_priority: false,
    headers: [
      `:method: ${method}`,
      ...(authority === null ? [] : [`:authority: ${authority}`]),
      ':scheme: https',
      `:path: ${target}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ],
    parent_stream_id: 0,
    stream_id: stream,
    weight: 0,
  };
}

export function netErrorOf(how: Extract<Event, { kind: 'closed' }>['how']): number {
  if (how === 'reset') return netErrors.ERR_CONNECTION_RESET;
  return how === 'timeout' ? netErrors.ERR_CONNECTION_TIMED_OUT : netErrors.ERR_CONNECTION_CLOSED;
}
