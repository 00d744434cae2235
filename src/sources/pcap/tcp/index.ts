// In: IP packets that carry TCP. Out: segments, and per direction its bytes in order with the holes named.
export { Assembler } from './assembler.js';
export { HandshakeTimer } from './handshake-timer.js';
export { parseSegment, type Segment } from './segment.js';
export { type WaitingSegment, WaitingSegments } from './waiting-segments.js';
