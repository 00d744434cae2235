// A call that does not move. In: a session with its stuck calls, and what both sides sent last. Out: an answer. D10, product.md 4.
import { describeEvent } from '../../event/index.js';
import { countOf, formatBytes, formatDuration, type StuckCall } from '../../report/index.js';
import { found, ok, type SessionCase, type SessionRule } from '../rule.js';

/** Have rules of their own, with their own patience. */
const otherRules = new Set(['finish', 'closeDynamicIndex', 'closeFixedIndex', 'openBackup', 'openReader']);

export const stuckCall: SessionRule = {
  id: 'stuck-call',
  title: 'A call does not move',
  about: 'session',
  severity: 'error',
  isConsequence: true,
  firesWhen:
    'No byte, reply or window moved for max(5 s, 4 × the p99 of such gaps in this session), or for --stuck-after.',
  silentWhen: 'It is slow but moves; finish and closes have rules of their own.',
  threshold:
    'D10: slow is not stuck; what counts is the time without progress, measured against the rhythm of the session.',
  remedy: 'By who owes the next byte.',
  check(input) {
    const stuck = input.session.stuckCalls.filter((call) => !otherRules.has(call.operation));
    const longest = [...stuck].sort((a, b) => b.silentMs - a.silentMs)[0];
    if (longest === undefined) return ok;
    const { requestBytes, announcedBytes, responseBytes } = longest;
    const windows = `${describeWindow(longest.connectionWindowBytes)} on the connection, ${describeWindow(longest.streamWindowBytes)} on the stream`;
    return found({
      because: [
        `${longest.operation}${longest.archive === null ? '' : ` of ${longest.archive}`}: silent for ${formatDuration(longest.silentMs)}, ${formatDuration(longest.ageMs)} old${stuck.length > 1 ? `, the longest of ${countOf(stuck.length, 'call')}` : ''}.`,
        `${formatBytes(requestBytes)}${announcedBytes === null ? '' : ` of ${formatBytes(announcedBytes)}`} sent, ${formatBytes(responseBytes)} received; window: ${windows}.`,
        longest.owes,
        ...describeLastFrames(input),
      ],
      advice: adviceFor(longest),
    });
  },
};

const describeWindow = (bytes: number | null): string => (bytes === null ? 'unknown' : formatBytes(bytes));

function describeLastFrames({ link }: SessionCase): string[] {
  return (['toServer', 'toClient'] as const).flatMap((direction) => {
    const event = link.lastSeen[direction];
    return event === null
      ? []
      : [`Last ${direction === 'toServer' ? 'to the server' : 'to the client'}: ${describeEvent(event).slice(0, 120)}`];
  });
}

function adviceFor({
  requestBytes,
  announcedBytes,
  connectionWindowBytes,
  streamWindowBytes,
  responseBytes,
}: StuckCall): string {
  const isShut = (connectionWindowBytes ?? 1) <= 0 || (streamWindowBytes ?? 1) <= 0;
  const isWhole = announcedBytes === null || requestBytes >= announcedBytes;
  if (responseBytes > 0) {
    return isShut
      ? 'The client does not read: look at its disk and memory, or at what it restores to.'
      : 'The server stopped in mid-reply: look at its disk and task log.';
  }
  if (isWhole)
    return 'The server has the whole request: look at its task log, the disk of the datastore (`iostat -x 1`) and its locks (verify, garbage collection).';
  return isShut
    ? 'The server does not read: its disk or its runtime is blocked. Look at the load and the disk of the server.'
    : 'The client has window and sends nothing: look at its source (disk, snapshot, network share), its CPU, and whether it is stopped.';
}
