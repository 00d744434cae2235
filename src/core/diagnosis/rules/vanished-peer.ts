// A peer that is not there any more. In: a session and how its connection ended. Out: an answer. protocol.md 5.9, 9.3, 0.3.
import { formatClock, formatDuration } from '../../report/index.js';
import { endOf } from '../facts/index.js';
import { found, ok, type SessionCase, type SessionRule } from '../rule.js';
import { isTornDown } from '../torn-down.js';

/** PBS: keepalive after 120 s, then 9 probes 75 s apart (Linux defaults); measured 797 s. */
const keepaliveMs = 795_000;
const keepaliveToleranceMs = 15_000;
/** The first probe, where the machine is back and answers it with a reset; measured 120.0 s. */
const firstProbeMs = 120_000;
const firstProbeToleranceMs = 1500;
/** Data that is never acknowledged: Linux gives up after 15 retransmits, 924 s, up to half an hour on far lines. */
const giveUpFromMs = 900_000;
const giveUpToMs = 1_900_000;

const advice =
  'Something between lost the connection, or a machine was switched off or changed its address. Raise the TCP idle limit of NAT and firewall above 2 minutes (conntrack `nf_conntrack_tcp_timeout_established`), check the path MTU (`ping -M do -s 1472 HOST`), and look whether a VPN or the client went down. The group stays locked until the server notices: up to 13 minutes.';

export const vanishedPeer: SessionRule = {
  id: 'vanished-peer',
  title: 'One end of the connection vanished without a word',
  about: 'session',
  severity: 'error',
  firesWhen:
    'An unfinished session ends after a silence of about 120 + 9 × 75 s, of 120 s with a reset, of 15 to 31 minutes with a reset, or by a timeout of TCP; or, while it stands, one of our sockets is acknowledged nothing any more.',
  silentWhen: 'It ends with a FIN after another silence.',
  threshold:
    '795 s ± 15 s: keepalive of PBS and Linux (797 s measured); 120 s ± 1.5 s: the first probe answered by a reset; from 900 s: retransmits given up.',
  remedy:
    'Look for a NAT or firewall that forgets connections, a machine that was switched off, a path that swallows large packets.',
  check(input) {
    const { link } = input;
    const gone = describeGone(input);
    if (gone !== null) return found({ because: [gone], advice });
    const end = endOf(link);
    if (end === null || !isTornDown(input)) return ok;
    const silentMs = end.atMs - link.lastActivityAtMs;
    const evidence = describeSilence(silentMs, end.how);
    if (evidence === null) return ok;
    const { toServer, toClient } = link.lastSeen;
    const last = (toServer?.atMs ?? 0) > (toClient?.atMs ?? 0) ? 'the client' : 'the server';
    return found({
      because: [evidence, `The last byte came from ${last}, ${formatDuration(silentMs)} before the end.`],
      advice,
    });
  },
};

/** While the connection stands: the kernel tells that nothing is acknowledged any more. */
function describeGone({ session }: SessionCase): string | null {
  const call = session.stuckCalls.find((one) => one.vanished !== null);
  if (call?.vanished == null) return null;
  const { party, sinceMs } = call.vanished;
  const retransmitted = call.tcp === null ? '' : `, ${call.tcp.retransmittedSegmentCount} segments were sent again`;
  return `The ${party} has acknowledged nothing since ${formatClock(sinceMs)}${retransmitted}.`;
}

function describeSilence(silentMs: number, how: string): string | null {
  const isNear = (ms: number, toleranceMs: number): boolean => Math.abs(silentMs - ms) <= toleranceMs;
  if (how === 'timeout') return `TCP gave up after ${formatDuration(silentMs)} without an answer.`;
  if (isNear(keepaliveMs, keepaliveToleranceMs)) {
    return `Silent for ${formatDuration(silentMs)}: keepalive after 120 s and 9 unanswered probes 75 s apart.`;
  }
  if (how !== 'reset') return null;
  if (isNear(firstProbeMs, firstProbeToleranceMs)) {
    return `Reset after ${formatDuration(silentMs)} of silence: the first keepalive probe met a machine that does not know the connection.`;
  }
  if (silentMs >= giveUpFromMs && silentMs <= giveUpToMs) {
    return `Reset after ${formatDuration(silentMs)}: data was retransmitted until the kernel gave up.`;
  }
  return null;
}
