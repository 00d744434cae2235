// In: what is known of a call that does not move. Out: who has to move, in one sentence, and the lines that show why. Judges
// nothing: core/metrics has judged. diagnosis.md 2 (stuck-call).
import type { CallWindows, LegTcp, SeenFrame, StuckRecord } from '../metrics/index.js';
import { countOf } from './count-of.js';
import type { StuckCall } from './report.js';
import { formatBytes, formatClock, formatDuration, unknownText } from './units.js';

/** `The client owes 600 B of the request body.` */
export function describeOwed(call: StuckRecord): string {
  const rest = call.owedBytes === null ? 'the rest' : formatBytes(call.owedBytes);
  switch (call.owedBy) {
    case 'serverReply':
      return call.hasReplyBegun
        ? `The server owes ${rest} of its reply.`
        : 'The server owes a reply: it has the whole request.';
    case 'clientBytes':
      return `The client owes ${rest} of the request body.`;
    case 'serverWindow':
      return `The server owes window (${describeShut(call.windows.toServer)}): the client has ${rest} to send.`;
    case 'serverLine':
      return 'The line to the server is full: what the client sent waits in our socket.';
    case 'clientLine': {
      const shut = describeShut(call.windows.toClient);
      const why = shut === null ? 'its socket takes no more' : shut;
      return `The line to the client is full (${why})${call.hasReplyBegun ? `: the server has ${rest} to send` : ''}.`;
    }
    case 'vanished': {
      const { party, sinceMs } = call.vanished ?? { party: 'server', sinceMs: call.startedAtMs };
      return `Nobody owes: the ${party} vanished, nothing came from it since ${formatClock(sinceMs)}.`;
    }
  }
}

/** The evidence, one fact a line. */
export function describeStuckCall(call: StuckCall): string[] {
  const atMs = call.startedAtMs + call.ageMs;
  return [
    `open for ${formatDuration(call.ageMs)}, silent for ${formatDuration(call.silentMs)}`,
    `sent ${describeProgress(call.requestBytes, call.announcedBytes)}, ` +
      `received ${describeProgress(call.responseBytes, call.responseAnnouncedBytes)}`,
    `windows: to the server ${describeWindows(call.windows.toServer)}; to the client ${describeWindows(call.windows.toClient)}`,
    `last from the client: ${describeLast(call.lastFrames.toServer, atMs)}`,
    `last from the server: ${describeLast(call.lastFrames.toClient, atMs)}`,
    ...(call.tcp === null ? [] : [describeTcp(call.tcp)]),
  ];
}

function describeProgress(bytes: number, announcedBytes: number | null): string {
  return announcedBytes === null ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(announcedBytes)}`;
}

function describeWindows({ connectionBytes, streamBytes }: CallWindows): string {
  const of = (bytes: number | null): string => (bytes === null ? unknownText : formatBytes(bytes));
  return `connection ${of(connectionBytes)}, stream ${of(streamBytes)}`;
}

function describeLast(frame: SeenFrame | null, atMs: number): string {
  return frame === null ? 'nothing' : `${frame.text}, ${formatDuration(Math.max(0, atMs - frame.atMs))} before`;
}

function describeTcp({ leg, state, unackedSegmentCount, retransmittedSegmentCount, sendQueueBytes }: LegTcp): string {
  return (
    `TCP of the ${leg} leg: ${state}, ${countOf(unackedSegmentCount, 'segment')} not acknowledged, ` +
    `${retransmittedSegmentCount} sent again, ${formatBytes(sendQueueBytes)} waiting in our socket`
  );
}

function describeShut({ connectionBytes, streamBytes }: CallWindows): string | null {
  if (connectionBytes !== null && connectionBytes <= 0) return 'that of the connection is used up';
  if (streamBytes !== null && streamBytes <= 0) return 'that of the stream is used up';
  return null;
}
