// The last thing that each side of a connection sent. In: its Events. Out: a few words and the time, each way; for whoever
// asks why a call does not move. Keeps two lines a connection.
import type { Event } from '../event/index.js';
import type { Direction } from '../wire/index.js';

export interface SeenFrame {
  readonly text: string;
  readonly atMs: number;
}

type FrameEvent = Extract<Event, { kind: 'requestHead' | 'responseHead' | 'data' | 'trailers' }>;

export class LastFrames {
  /** Events are kept, not words: words are made when somebody asks. */
  readonly #events: Record<Direction, Event | null> = { toServer: null, toClient: null };

  noteEvent(event: Event): void {
    const direction = directionOf(event);
    if (direction !== null) this.#events[direction] = event;
  }

  last(direction: Direction): SeenFrame | null {
    const event = this.#events[direction];
    return event === null ? null : { text: describeFrame(event), atMs: event.atMs };
  }
}

function directionOf(event: Event): Direction | null {
  switch (event.kind) {
    case 'requestHead':
    case 'preface':
      return 'toServer';
    case 'responseHead':
      return 'toClient';
    case 'data':
    case 'trailers':
    case 'settings':
    case 'settingsAck':
    case 'windowUpdate':
    case 'streamReset':
    case 'goAway':
    case 'ping':
    case 'otherFrame':
    case 'ended':
      return event.direction;
    default:
      return null;
  }
}

function describeFrame(event: Event): string {
  switch (event.kind) {
    case 'requestHead':
      return event.protocol === 'http1' ? `${event.method} request` : `HEADERS of stream ${event.stream}`;
    case 'responseHead':
      return event.protocol === 'http1' ? `reply ${event.status}` : `HEADERS ${event.status} of stream ${event.stream}`;
    case 'data':
      return `DATA of ${describePlace(event)}`;
    case 'trailers':
      return `trailers of ${describePlace(event)}`;
    case 'settings':
      return 'SETTINGS';
    case 'settingsAck':
      return 'SETTINGS ACK';
    case 'windowUpdate':
      return event.stream === 0 ? 'WINDOW_UPDATE of the connection' : `WINDOW_UPDATE of stream ${event.stream}`;
    case 'streamReset':
      return `RST_STREAM ${event.errorName} of stream ${event.stream}`;
    case 'goAway':
      return `GOAWAY ${event.errorName}`;
    case 'ping':
      return event.isAck ? 'PING ACK' : 'PING';
    case 'preface':
      return 'the connection preface';
    case 'ended':
      return `the end (${event.how})`;
    default:
      return event.kind;
  }
}

function describePlace({ protocol, stream }: FrameEvent): string {
  return protocol === 'http1' ? `request ${stream}` : `stream ${stream}`;
}
