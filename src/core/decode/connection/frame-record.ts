// One frame of HTTP/2 or one head of HTTP/1.1 for `report --format frames` (D2): public, so without secrets. Value → one line.
import type { HeaderList } from '../../event/index.js';
import type { Direction } from '../../wire/index.js';

export interface FrameRecord {
  readonly connection: number;
  readonly atMs: number;
  readonly firstAtMs: number;
  readonly direction: Direction;
  /** `DATA`, `HEADERS`, …, `HTTP1`. */
  readonly type: string;
  readonly stream: number;
  readonly flags: number;
  /** Payload of a frame, whole head of HTTP/1.1. */
  readonly lengthBytes: number;
  /** Pseudo-header fields and allowed ones; empty where there are none. */
  readonly headers: HeaderList;
  readonly detail: string;
}

/** `+37.842 [1] C> HEADERS 1 len=77 flags=0x5 :method=GET …`. */
export function describeFrame(frame: FrameRecord): string {
  const sender = frame.direction === 'toServer' ? 'C>' : 'S>';
  const headers = frame.headers.map(([name, value]) => ` ${name}=${value}`).join('');
  const detail = frame.detail === '' ? '' : ` ${frame.detail.trim()}`;
  return `+${frame.atMs.toFixed(3)} [${frame.connection}] ${sender} ${frame.type} ${frame.stream} len=${frame.lengthBytes} flags=0x${frame.flags.toString(16)}${detail}${headers}`;
}
