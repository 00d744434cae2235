// In: one Event. Out: its one-line text form, used by --verbose, the text output and golden tests alike. No colours.
import type { TcpFacts } from '../wire/index.js';
import type { Event, HeaderList } from './event.js';

const arrow = (direction: 'toServer' | 'toClient'): string => (direction === 'toServer' ? 'C>' : 'S>');

const listHeaders = (headers: HeaderList): string => headers.map(([name, value]) => ` ${name}=${value}`).join('');

const onStream = (event: { protocol: 'http1' | 'http2'; stream: number }): string =>
  event.protocol === 'http1' ? `h1#${event.stream}` : `${event.stream}`;

/** `+37.842 [1] C> requestHead 1 GET /previous_backup_time …`: time in ms, connection, sender, fact. */
export function describeEvent(event: Event): string {
  return `+${event.atMs.toFixed(3)} [${event.connection}] ${describeFact(event)}`;
}

/** Without time and connection. */
export function describeFact(event: Event): string {
  switch (event.kind) {
    case 'opened':
      return `opened ${event.client} -> ${event.server} ${event.entry}${event.isLateJoin ? ' late-join' : ''}`;
    case 'connected':
      return `connected leg=${event.leg}`;
    case 'tunnelled':
      return `C> tunnelled ${event.target} ${event.status ?? 'unanswered'}`;
    case 'tlsEstablished':
      return `tlsEstablished leg=${event.leg} ${event.version} ${event.cipherSuite ?? '?'} sni=${event.serverName ?? '-'} alpn=${event.alpn ?? '-'} (offered ${event.alpnOffered.join(',') || '-'})`;
    case 'tlsFailed':
      return `tlsFailed leg=${event.leg} by ${event.by}: ${event.reason}`;
    case 'roundTrip':
      return `roundTrip to ${event.toward} ${event.roundTripMs.toFixed(3)} ms`;
    case 'tcpFacts':
      return describeTcpFacts(event);
    case 'pressure':
      return `${arrow(event.direction)} pressure ${event.isOn ? 'on' : 'off'}`;
    case 'ended':
      return `${arrow(event.direction)} ended ${event.how}`;
    case 'closed':
      return `closed by ${event.by} ${event.how}`;
    case 'requestHead':
      return `C> requestHead ${onStream(event)} ${event.method} ${event.target}${event.hasBody ? '' : ' end'} authority=${event.authority ?? '-'}${event.upgrade === null ? '' : ` upgrade=${event.upgrade}`}${event.credential === null ? '' : ` credential=${event.credential.scheme}:${event.credential.authId ?? '?'}`}${listHeaders(event.headers)}`;
    case 'responseHead':
      return `S> responseHead ${onStream(event)} ${event.status}${event.hasBody ? '' : ' end'}${listHeaders(event.headers)}`;
    case 'data':
      return `${arrow(event.direction)} data ${onStream(event)} ${event.byteCount} window=${event.connectionWindowBytes ?? '?'}/${event.streamWindowBytes ?? '?'}`;
    case 'bodyPart':
      return `${arrow(event.direction)} bodyPart ${onStream(event)} at ${event.offset} ${event.base64}`;
    case 'bodyEnd':
      return `${arrow(event.direction)} bodyEnd ${onStream(event)} ${event.totalBytes}`;
    case 'trailers':
      return `${arrow(event.direction)} trailers ${onStream(event)}${listHeaders(event.headers)}`;
    case 'http2Began':
      return `http2Began ${event.how}${event.upgrade === null ? '' : ` ${event.upgrade}`}`;
    case 'preface':
      return 'C> preface';
    case 'settings':
      return `${arrow(event.direction)} settings${Object.entries(event.settings)
        .map(([name, value]) => ` ${name}=${value}`)
        .join('')}`;
    case 'settingsAck':
      return `${arrow(event.direction)} settingsAck`;
    case 'windowUpdate':
      return `${arrow(event.direction)} windowUpdate ${event.stream} +${event.incrementBytes}`;
    case 'windowStall':
      return `${arrow(event.direction)} windowStall ${event.stream} ${event.isStalled ? 'stalled' : 'open'} window=${event.windowBytes}`;
    case 'streamReset':
      return `${arrow(event.direction)} streamReset ${event.stream} ${event.errorName}`;
    case 'goAway':
      return `${arrow(event.direction)} goAway last=${event.lastStream} ${event.errorName}`;
    case 'ping':
      return `${arrow(event.direction)} ping${event.isAck ? ' ack' : ''}`;
    case 'otherFrame':
      return `${arrow(event.direction)} otherFrame ${event.stream} type=${event.frameType} ${event.byteCount}`;
    case 'traffic':
      return `traffic toServer=${event.toServerBytes} toClient=${event.toClientBytes}`;
    case 'wentDark':
      return `${arrow(event.direction)} wentDark: ${event.reason}`;
    case 'resumed':
      return `${arrow(event.direction)} resumed`;
    case 'problem':
      return `${event.direction === null ? '' : `${arrow(event.direction)} `}problem ${event.code}${event.stream === null ? '' : ` stream ${event.stream}`}: ${event.detail}`;
    case 'sourceEnded':
      return `sourceEnded ${event.reason}`;
    case 'dropped':
      return `dropped ${event.eventCount} events: ${event.reason}`;
  }
}

function describeTcpFacts(event: TcpFacts): string {
  const ms = (value: number | null): string => (value === null ? '?' : value.toFixed(3));
  return `tcpFacts leg=${event.leg} ${event.state} rtt=${ms(event.rttMs)} min=${ms(event.minRttMs)} cwnd=${event.congestionWindowSegmentCount ?? '?'}x${event.segmentBytes ?? '?'} unacked=${event.unackedSegmentCount} lost=${event.lostSegmentCount} retransmitted=${event.retransmittedSegmentCount} sendq=${event.sendQueueBytes} notsent=${event.notSentBytes} recvq=${event.receiveQueueBytes} busy=${ms(event.busyMs)} receiver-limited=${ms(event.receiverLimitedMs)}`;
}
