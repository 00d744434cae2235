// A call that does not move. In: a session with its stuck calls. Out: an answer. D10, product.md 4.
import { countOf, describeStuckCall, formatDuration, type StuckCall } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** Have rules of their own, with their own patience. */
const otherRules = new Set(['finish', 'closeDynamicIndex', 'closeFixedIndex', 'openBackup', 'openReader']);

const adviceByOwed: Readonly<Record<StuckCall['owedBy'], string>> = {
  serverReply:
    'The server has the whole request: look at its task log, the disk of the datastore (`iostat -x 1`) and its locks (verify, garbage collection).',
  clientBytes:
    'The client has window and sends nothing: look at its source (disk, snapshot, network share), its CPU, and whether it is stopped.',
  serverWindow:
    'The server does not read: its disk or its runtime is blocked. Look at the load and the disk of the server (`iostat -x 1`).',
  serverLine:
    'What the client sent waits for the line to the server: look for loss, a rate limit or a dead path there (`mtr HOST`, `ss -ti`).',
  clientLine: 'The client does not read what comes: look at its disk, its memory, and at what it restores to.',
  vanished: 'An end is gone without a word: see whether the machine, its VPN or its network still stands.',
};

export const stuckCall: SessionRule = {
  id: 'stuck-call',
  title: 'A call does not move',
  about: 'session',
  provenBy: 'stuck',
  severity: 'error',
  isConsequence: true,
  firesWhen:
    'No byte, reply or window moved for max(5 s, 4 × the p99 of such gaps in this session), or for --stuck-after.',
  silentWhen: 'It is slow but moves; finish and closes have rules of their own.',
  threshold:
    'D10: slow is not stuck; what counts is the time without progress, measured against the rhythm of the session.',
  remedy: 'By who has to move.',
  check({ session }) {
    const stuck = session.stuckCalls.filter((call) => !otherRules.has(call.operation));
    const longest = [...stuck].sort((a, b) => b.silentMs - a.silentMs)[0];
    if (longest === undefined) return ok;
    const { operation, archive, silentMs } = longest;
    const rest = stuck.length > 1 ? `, the longest of ${countOf(stuck.length, 'call')}` : '';
    return found({
      because: [
        `${operation}${archive === null ? '' : ` of ${archive}`}: silent for ${formatDuration(silentMs)}${rest}.`,
        longest.owes,
        ...describeStuckCall(longest),
      ],
      advice: adviceByOwed[longest.owedBy],
    });
  },
};
