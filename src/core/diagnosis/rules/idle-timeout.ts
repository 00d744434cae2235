// Silence that ends after a round time. In: a session and how its connection ended. Out: an answer. protocol.md 9.3, 12.
import { formatDuration } from '../../report/index.js';
import { endOf } from '../facts/index.js';
import { nearRoundTime } from '../round-times.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';
import { isTornDown } from '../torn-down.js';

/** Shorter silences are in every session; nobody configures less. */
const leastSilenceMs = 4500;
/** A reader that leaves after a round silence of less is somebody who typed; boxes cut from 30 s on. */
const leastDoubtMs = 30_000;

export const idleTimeout: SessionRule = {
  id: 'idle-timeout',
  title: 'A box between ended the session because it was silent',
  about: 'session',
  severity: 'error',
  firesWhen:
    'An unfinished session ends after a silence of both sides that lasted a round number of seconds (5, 10, 30, 50, 60, 300 …).',
  silentWhen:
    'Bytes passed shortly before the end, the silence is not round, the client left with nothing owed, or pbscope itself was stopped.',
  threshold:
    'Up to 1 % later (0.15 s at least, 2 s at most) than a value that people configure: timers of boxes fire late, never early.',
  remedy: 'Raise the idle limit of the box: `timeout tunnel`, `proxy_read_timeout`, `proxy_timeout`.',
  check(input) {
    const { link } = input;
    const end = endOf(link);
    if (end === null || link.upgradedAtMs === null) return ok;
    const silentMs = end.atMs - Math.max(link.lastActivityAtMs, link.upgradedAtMs);
    if (silentMs < leastSilenceMs) return ok;
    const roundMs = nearRoundTime(silentMs);
    if (roundMs === null || isProbeAnswer(roundMs, end.how)) return ok;
    const { kind, outcome } = input.session;
    if (kind === 'restore' && outcome === 'finished' && roundMs >= leastDoubtMs) {
      return notEnoughData(
        `A reader left after ${formatDuration(silentMs)} of silence: its own user, or a box that cuts at ${formatDuration(roundMs)}. The other side of the box would tell.`,
      );
    }
    if (!isTornDown(input)) return ok;
    const by = link.closed?.by ?? 'unknown';
    return found({
      because: [
        `Silent for ${formatDuration(silentMs)}, then ended by ${by} (${end.how}): near the round ${formatDuration(roundMs)}.`,
        'PBS and its clients have no idle limit and send no PING.',
      ],
      advice: `Raise the limit of ${formatDuration(roundMs)}: HAProxy \`timeout tunnel 1h\` (TCP mode: also \`timeout client 1h\`, \`timeout server 1h\`), nginx \`proxy_read_timeout 3600s; proxy_send_timeout 3600s;\` (stream: \`proxy_timeout 3600s\`), Apache \`ProxyTimeout 3600\`. A mounted snapshot is silent for hours: 24h there.`,
    });
  },
};

/** 120 s and a reset: the answer to the first keepalive probe of a peer that is not there any more (vanished-peer). */
const isProbeAnswer = (roundMs: number, how: string): boolean => roundMs === 120_000 && how === 'reset';
