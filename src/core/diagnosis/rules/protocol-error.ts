// HTTP/2 errors that a peer named. In: a session's connection. Out: an answer. RFC 9113 7; protocol.md 12.
import { type ConnectionRule, found, ok } from '../rule.js';

const meanings: Readonly<Record<string, string>> = {
  PROTOCOL_ERROR: 'a frame came that may not come there',
  INTERNAL_ERROR: 'the sender of it failed inside',
  FLOW_CONTROL_ERROR: 'more was sent than the window admitted: a fault of the box between, or of the peer',
  SETTINGS_TIMEOUT: 'the SETTINGS were not acknowledged in time',
  STREAM_CLOSED: 'a frame came for a stream that was over',
  FRAME_SIZE_ERROR: 'a frame was larger than announced: a fault of a box that frames anew',
  REFUSED_STREAM: 'the stream was refused before it was looked at: too many at a time',
  COMPRESSION_ERROR: 'the header tables went apart: bytes were lost or changed on the way',
  CONNECT_ERROR: 'a tunnel inside HTTP/2 failed',
  ENHANCE_YOUR_CALM: 'too many frames or headers in too short a time',
  INADEQUATE_SECURITY: 'TLS is not good enough for the peer',
  HTTP_1_1_REQUIRED: 'the peer wants HTTP/1.1',
};

export const protocolError: ConnectionRule = {
  id: 'protocol-error',
  title: 'A peer ended a stream or the connection with an HTTP/2 error',
  about: 'connection',
  severity: 'error',
  firesWhen: 'GOAWAY with a code other than NO_ERROR, or RST_STREAM with a code other than CANCEL and NO_ERROR.',
  silentWhen: 'GOAWAY(0) at the end, CANCEL of a client that closes a reply unread, NO_ERROR behind an early reply.',
  threshold: 'One is enough: genuine peers send none in a session that works.',
  remedy: 'By the code; boxes that terminate HTTP/2 are the usual origin.',
  check({ link }) {
    const [first] = link.errors;
    if (first === undefined) return ok;
    const because = link.errors.map(({ frame, direction, errorName, stream, count }) => {
      const sender = direction === 'toServer' ? 'client' : 'server';
      const about = frame === 'GOAWAY' ? `last stream ${stream}` : `stream ${stream}`;
      return `${frame} ${errorName} from the ${sender} (${about})${count > 1 ? `, ${count} times` : ''}.`;
    });
    const meaning = meanings[first.errorName];
    return found({
      because: [...because, ...(meaning === undefined ? [] : [`${first.errorName}: ${meaning}.`])],
      advice:
        'If a box between terminates HTTP/2, use TCP mode there. Else compare the versions of both ends and send their makers this trace: `pbscope report FILE --format frames` shows the frames before it.',
    });
  },
};
