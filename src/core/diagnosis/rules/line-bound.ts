// A line that is full. In: a session. Out: an answer. diagnosis.md 1 causes 4 and 5, protocol.md 12 "TCP / bandwidth limited".
import { formatClock, formatDuration, formatPercent, formatRate, type ReportSession } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastShare = 0.4;
/** What moves nothing for so long stands still (D10); no rate limit and no loss has such pauses. */
const standstillMs = 5_000;
/** Of the time in which TCP had something to send: above it the other end's window was what it waited for. */
const receiverShare = 0.5;
const legs = [
  { cause: 'serverLine', transfer: 'requestTransfer', name: 'to the server', direction: 'toServer', reader: 'server' },
  { cause: 'clientLine', transfer: 'responseTransfer', name: 'to the client', direction: 'toClient', reader: 'client' },
] as const;

export const lineBound: SessionRule = {
  id: 'line-bound',
  title: 'The line limits the transfer',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen: 'A socket took no more bytes for over 40 % of the session while the windows were open.',
  silentWhen: 'The sockets took what there was. A capture does not tell: there it says not enough data.',
  threshold: '40 % of the session. A warning where that is 10 s or more.',
  remedy: 'More bandwidth, no limit on the way, less loss; a better ratio of reuse.',
  check(input) {
    const { session, connection, facts } = input;
    const [full, transfers] = [
      legs.map((leg) => ({ leg, charge: chargeOf(session, leg.cause) })),
      chargeOf(session, 'requestTransfer', 'responseTransfer'),
    ];
    const worst = full.reduce((a, b) => ((b.charge?.share ?? 0) > (a.charge?.share ?? 0) ? b : a));
    if (worst.charge === null) return notEnoughData('The report has no time budget.');
    if (worst.charge.share <= leastShare) {
      const isBlind = connection.entry === 'passive' && (transfers?.share ?? 0) > leastShare;
      return isBlind
        ? notEnoughData(
            `Bodies were under way for ${formatPercent(transfers?.share ?? 0)} of session ${session.id}; a capture does not tell whether the line or the sender set the pace.`,
          )
        : ok;
    }
    const leg = worst.leg;
    const tcp = leg.direction === 'toServer' ? connection.tcp?.server : connection.tcp?.client;
    const bytes = connection.bytes[leg.direction];
    const pause = facts.pauses[leg.direction].longestUntil(session.startedAtMs + session.durationMs);
    const standstill =
      pause !== null && pause.durationMs >= Math.max(standstillMs, worst.charge.chargedMs / 2) ? pause : null;
    const readerShare = tcp == null || tcp.busyMs === 0 ? 0 : tcp.receiverLimitedMs / tcp.busyMs;
    return found({
      because: [
        `The line ${leg.name} was full for ${formatDuration(worst.charge.chargedMs)}, ${formatPercent(worst.charge.share)} of the session.`,
        ...(standstill === null
          ? []
          : [
              `Nothing at all moved for ${formatDuration(standstill.durationMs)} of it, from ${formatClock(standstill.startMs)} on.`,
            ]),
        `${formatRate(meanRate(bytes, session))} on average over the session.`,
        ...(tcp == null
          ? []
          : [
              `TCP: ${tcp.retransmittedSegmentCount} segments retransmitted, round trip ${tcp.rttMs === null ? 'unknown' : formatDuration(tcp.rttMs)}.`,
            ]),
        ...(readerShare > receiverShare
          ? [
              `TCP waited for the receiver's window for ${formatPercent(readerShare)} of the time in which it had something to send.`,
            ]
          : []),
      ],
      advice:
        standstill !== null
          ? lookAtReader(leg.reader)
          : readerShare > receiverShare
            ? quickenReader(leg.reader)
            : testLine(leg.name),
      chargedMs: worst.charge.chargedMs,
    });
  },
};

const meanRate = (bytes: number, { durationMs }: ReportSession): number =>
  durationMs > 0 ? (bytes / durationMs) * 1000 : 0;

const testLine = (name: string): string =>
  `Test the line ${name} alone (\`iperf3 -c HOST -R\`): a steady rate is a limit (traffic control of PBS, \`--rate\`, the provider), an uneven one with retransmits is loss. A single TCP connection may not fill a far line: use BBR (\`net.ipv4.tcp_congestion_control=bbr\`) and larger buffers (\`net.ipv4.tcp_wmem\`).`;

/** Bandwidth is not the matter where nothing passes at all. */
const lookAtReader = (reader: string): string =>
  `The ${reader} took nothing for a while, or the way to it was cut and came back: look at what the ${reader} did at that time (\`journalctl --since\`: a suspended or migrated VM, storage that hangs, a machine out of memory), then at the way.`;

/** The kernel tells: the way has room, the other end does not read. */
const quickenReader = (reader: string): string =>
  `The ${reader}, or the box before it, reads no faster; more bandwidth changes nothing. Look at its CPU and disk${reader === 'server' ? ', and at its traffic control (`proxmox-backup-manager traffic-control list`)' : ''}.`;
