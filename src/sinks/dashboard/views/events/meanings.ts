// What the numbers of an event's line are, in words and with their units. In: the kind of an event. Out: a sentence. The line itself is
// describeFact's (core/event), the same in every text of pbscope.
import type { EventRow } from '../../../../core/report/index.js';

const meanings: Readonly<Record<EventRow['kind'], string>> = {
  opened: 'A client connected: its address, ours, and which way it came in.',
  connected: 'TCP stands on this leg: client to us, or us to the server.',
  tunnelled: 'The client asked for a tunnel to this host (CONNECT), and what we answered.',
  tlsEstablished:
    'TLS stands on this leg: version, cipher suite, the name asked for, and ALPN chosen of what was offered.',
  tlsFailed: 'TLS did not come about on this leg, by whom and why.',
  roundTrip: 'Time to that side and back, measured by us.',
  tcpFacts: 'What the kernel says of our socket: times in ms, windows in segments and bytes, queues in bytes.',
  pressure: 'on: the receiver takes no more, and we stop reading from the sender until it is off.',
  ended: 'This side sends nothing more: FIN, close-notify (which Node cannot always tell apart), reset or timeout.',
  closed: 'The connection is over: who ended first, and how.',
  requestHead: 'The head of a request: stream, method, path; end: without a body.',
  responseHead: 'The head of a reply: stream and status; end: without a body.',
  data: 'Stream, bytes of its body, and window left behind them, in bytes: of the connection / of the stream.',
  bodyPart: 'Stream, place in its body in bytes, and what was kept of it, in base64.',
  bodyEnd: 'Stream, and bytes of its whole body.',
  trailers: 'Headers behind a body.',
  http2Began: 'From here on HTTP/2: after an upgrade, by ALPN, or at once.',
  preface: 'The first 24 bytes of an HTTP/2 client.',
  settings: 'What this side allows the other, in bytes and counts (RFC 9113 6.5.2).',
  settingsAck: 'The SETTINGS of the other side are in force.',
  windowUpdate: 'Stream (0: the connection), and how many bytes more the other side may send.',
  windowStall: 'Stream (0: the connection): its window is used up, or open again; bytes left.',
  streamReset: 'One stream was given up, with this error code.',
  goAway: 'No new streams: the last one that is still served, and an error code.',
  ping: 'A sign of life, or the answer to one.',
  otherFrame: 'A frame that pbscope does not read: stream, type and bytes.',
  traffic: 'Bytes of the connection so far, TLS left out.',
  wentDark: 'This direction cannot be read any more: its bytes are counted, nothing is guessed.',
  resumed: 'This direction can be read again, from a frame that is proved to be one.',
  problem: 'Something on the wire is not as it has to be.',
  sourceEnded: 'The recording, or the observation, ends here.',
  logLine: 'A line of another program, from the log, given beside the recording.',
  dropped: 'Events that were let go: numbers from here on are too small.',
};

export const meaningOf = (kind: EventRow['kind']): string => meanings[kind];
