// A line that is full. In: a session. Out: an answer. diagnosis.md 1 causes 4 and 5, protocol.md 12 "TCP / bandwidth limited".
import { formatDuration, formatPercent, formatRate, type ReportSession } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastShare = 0.4;
const legs = [
  { cause: 'serverLine', transfer: 'requestTransfer', name: 'to the server', direction: 'toServer' },
  { cause: 'clientLine', transfer: 'responseTransfer', name: 'to the client', direction: 'toClient' },
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
    const { session, connection } = input;
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
    return found({
      because: [
        `The line ${leg.name} was full for ${formatDuration(worst.charge.chargedMs)}, ${formatPercent(worst.charge.share)} of the session.`,
        `${formatRate(meanRate(bytes, session))} on average over the session.`,
        ...(tcp == null
          ? []
          : [
              `TCP: ${tcp.retransmittedSegmentCount} segments retransmitted, round trip ${tcp.rttMs === null ? 'unknown' : formatDuration(tcp.rttMs)}.`,
            ]),
      ],
      advice: `Test the line ${leg.name} alone (\`iperf3 -c HOST -R\`): a steady rate is a limit (traffic control of PBS, \`--rate\`, the provider), an uneven one with retransmits is loss. A single TCP connection may not fill a far line: use BBR (\`net.ipv4.tcp_congestion_control=bbr\`) and larger buffers (\`net.ipv4.tcp_wmem\`).`,
      chargedMs: worst.charge.chargedMs,
    });
  },
};

const meanRate = (bytes: number, { durationMs }: ReportSession): number =>
  durationMs > 0 ? (bytes / durationMs) * 1000 : 0;
