// Small packets pass, large ones do not. In: a session with a call that does not move, and TCP facts. Out: an answer. protocol.md 12.
import { formatBytes, formatDuration, type ReportTcp, type StuckCall } from '../../report/index.js';
import { largeBodyBytes } from '../facts/index.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

/** What a sender puts on the line before it waits for the first acknowledgement: 10 segments, more on loopback. */
const firstFlightBytes = 262_144;

export const mtuBlackHole: SessionRule = {
  id: 'mtu-black-hole',
  title: 'Small packets get through, large ones vanish',
  about: 'session',
  severity: 'error',
  firesWhen:
    'Small calls are answered, the first body that fills a packet is not, nothing more comes back, and TCP retransmits or the sender stopped after its first flight with open windows.',
  silentWhen: 'A body larger than a packet was answered before in this direction.',
  threshold: 'From 1400 bytes of body (a full packet with its headers), stuck as D10 says (5 s at least).',
  remedy: 'Clamp the MSS of the tunnel, or let ICMP "fragmentation needed" through.',
  check({ session, facts, connection, link }) {
    const stuck = session.stuckCalls.find((call) => call.requestBytes >= largeBodyBytes && call.responseBytes === 0);
    if (stuck === undefined || facts.largeAnsweredCount.toServer > 0 || facts.smallAnsweredCount === 0) return ok;
    const tcp = connection.tcp?.server ?? null;
    const hasAnsweredSince = (link.lastSeen.toClient?.atMs ?? 0) > stuck.startedAtMs;
    if (hasAnsweredSince) return ok;
    const evidence = tcp === null ? describeFlight(stuck) : describeTcp(tcp);
    if (evidence === null) {
      return tcp === null
        ? notEnoughData(
            `${stuck.operation} sent ${formatBytes(stuck.requestBytes)} and got no answer; without TCP facts a black hole looks like a server that does not answer.`,
          )
        : ok;
    }
    return found({
      because: [
        `${facts.smallAnsweredCount} calls of less than ${formatBytes(largeBodyBytes)} were answered, ${stuck.operation} with ${formatBytes(stuck.requestBytes)} was not for ${formatDuration(stuck.silentMs)}.`,
        evidence,
      ],
      advice:
        'A link on the way takes smaller packets than it says, usually a VPN or PPPoE. Find the size with `ping -M do -s 1472 HOST` (smaller until it passes) and clamp: `nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu`, or `mtu 1420` on the tunnel.',
    });
  },
};

function describeTcp(tcp: ReportTcp): string | null {
  if (tcp.unackedSegmentCount === 0 || tcp.retransmittedSegmentCount === 0) return null;
  return `${tcp.unackedSegmentCount} segments to the server are not acknowledged, ${tcp.retransmittedSegmentCount} were retransmitted, ${formatBytes(tcp.sendQueueBytes)} wait in the kernel.`;
}

/** The sender has more to send and the windows are open, yet it stopped: it waits for TCP. */
function describeFlight(stuck: StuckCall): string | null {
  const { announcedBytes, requestBytes, connectionWindowBytes, streamWindowBytes } = stuck;
  const restBytes = (announcedBytes ?? requestBytes) - requestBytes;
  const isWindowOpen = (connectionWindowBytes ?? 1) > 0 && (streamWindowBytes ?? 1) > 0;
  if (restBytes <= 0 || !isWindowOpen || requestBytes > firstFlightBytes) return null;
  return `It stopped after ${formatBytes(requestBytes)} with ${formatBytes(restBytes)} to go and both windows open, as TCP does before its first acknowledgement.`;
}
