// A client that waits for each chunk's reply. In: a session. Out: an answer. protocol.md 4.9, 1.11.
import { formatBytes, formatCount, formatDuration } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { latencyOf, uploadOperations } from '../latency-of.js';
import { found, ok, type SessionRule } from '../rule.js';

/** diagnosis.md 2: fewer may come one at a time by chance. */
const leastChunkCount = 20;
/** Of what round trips cost: chunks have most of it. */
const mostOfIt = 0.5;

export const serialUpload: SessionRule = {
  id: 'serial-upload',
  title: 'The client sends one chunk at a time and waits for each reply',
  about: 'session',
  provenBy: 'op:upload',
  severity: 'by-cost',
  firesWhen: 'At least 20 chunks were uploaded and never two at once.',
  silentWhen: 'Two were open at a time at least once, or there were fewer than 20.',
  threshold: '20 chunks: the official client has up to 66 open. A warning where waiting cost 10 s or more.',
  remedy: 'Use a client with more calls in flight, or come nearer.',
  check({ session, facts }) {
    const { count, maxOpen, bodyBytes, waitMs } = facts.uploads;
    if (count < leastChunkCount || maxOpen > 1) return ok;
    const latency = latencyOf(session, ...uploadOperations);
    const meanBytes = bodyBytes / count;
    const eachMs = latency?.p50Ms ?? 0;
    // Then the round trips are on its account, those of its other calls too: with more in flight they would not matter.
    const roundTripMs = chargeOf(session, 'roundTrip')?.chargedMs ?? 0;
    const costMs = waitMs >= roundTripMs * mostOfIt ? Math.max(waitMs, roundTripMs) : waitMs;
    return found({
      because: [
        `${formatCount(count)} chunks, never two at once; ${formatDuration(eachMs)} each at the median, ${formatBytes(meanBytes)} on average.`,
        ...(session.rttMs.server === null ? [] : [`Round trip ${formatDuration(session.rttMs.server)}.`]),
        `Waiting for replies cost ${formatDuration(waitMs)}.`,
      ],
      advice:
        'This client is bound by the round trip: at most one chunk per round trip and commit. The official proxmox-backup-client keeps up to 66 open, QEMU 100; with this one use larger chunks or several archives at a time.',
      chargedMs: costMs,
    });
  },
};
