// Flow control that limits. In: a session. Out: an answer. protocol.md 1.8, 12 "window exhausted".
import { formatBytes, formatDuration, formatPercent, formatRate } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastShare = 0.2;

export const windowBound: SessionRule = {
  id: 'window-bound',
  title: 'An HTTP/2 window limits the transfer',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen: 'Senders waited for a window of the connection or of a stream for more than 20 % of the session.',
  silentWhen: 'The windows were open, or their waits short.',
  threshold: '20 % of the session. A warning where that is 10 s or more.',
  remedy: 'A box or server with a small window, or one that does not read.',
  check({ session, connection }) {
    const charge = chargeOf(session, 'connectionWindow', 'streamWindow');
    if (charge === null) return notEnoughData('The report has no time budget.');
    if (charge.share <= leastShare) return ok;
    const isUpload = session.kind !== 'restore';
    const windowBytes = (isUpload ? connection.settings.server : connection.settings.client)?.['INITIAL_WINDOW_SIZE'];
    const rttMs = (isUpload ? session.rttMs.server : session.rttMs.client) ?? null;
    const streamCharge = chargeOf(session, 'streamWindow');
    return found({
      because: [
        `Windows were shut for ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session (${formatDuration(streamCharge?.chargedMs ?? 0)} of it those of streams).`,
        ...(windowBytes === undefined
          ? []
          : [`The ${isUpload ? 'server' : 'client'} opens ${formatBytes(windowBytes)} per stream.`]),
        ...(windowBytes === undefined || rttMs === null || rttMs < 1
          ? []
          : [`At ${formatDuration(rttMs)} of round trip that is ${formatRate((windowBytes / rttMs) * 1000)} at most.`]),
      ],
      advice:
        windowBytes !== undefined && windowBytes < 33_554_432 && isUpload
          ? 'The window is smaller than that of PBS (33554432): a box between terminates HTTP/2, or the server is another one. Use TCP mode, or raise its window to 33554432.'
          : 'The window is large enough, so the receiver does not read: look at its CPU, disk and load. PBS gives window back when it has read a chunk, before it writes it.',
      chargedMs: charge.chargedMs,
    });
  },
};
