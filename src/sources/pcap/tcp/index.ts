// In: IP packets that carry TCP. Out: segments, and per direction its bytes in order with the holes named.
export { Assembler, type AssemblerSink } from './assembler.js';
export { HandshakeTimer, type HandshakeTimes } from './handshake-timer.js';
export { parseSegment, type Segment } from './segment.js';
