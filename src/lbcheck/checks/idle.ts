// Silence: after how many seconds is a session cut that says nothing? Each silent session measures its own cut to the second; shorter ones
// beside it end with a PING, which finds what is lost without a word. Both kinds of sessions, all lengths at once, where the group lock lets us.
import type { SessionSide } from '../../core/pbs/index.js';
import { type Check, type CheckResult, fail, pass, skip, unknown } from '../check.js';
import { type BusySession, endsLikeBusy, hold, type Opening, type Probe } from '../probe/index.js';
import { describeExchanged } from '../wire/index.js';
import { describeSilence, limitSecondsOf, type SilenceLength } from './silence-length.js';
import { within } from './with-tunnel.js';

/** Around the defaults of known boxes: 30, 50, 60, 300, 600 s. */
const lengthsSec = [5, 10, 20, 40, 55, 75, 120, 200, 330, 590, 1200, 3500] as const;

interface SilentSession {
  readonly side: SessionSide;
  readonly lengthMs: number;
  readonly end: 'held' | 'cut' | 'lost' | 'interrupted' | 'not-opened';
  /** Of silence, until the cut or until we asked. */
  readonly silentMs: number;
  /** The same, from the PING whose answer was the last byte. */
  readonly silentAtMostMs: number;
  readonly endedAtMs: number;
  readonly how: string;
  /** Who ended it and how, towards PBS. */
  readonly towardsServer: string | null;
}

export const idleCheck: Check = {
  id: 'idle',
  title: 'A silent session stays open.',
  sends: 'sessions that say nothing, up to --idle-max; on a real PBS one benchmark session, and readers on --snapshot',
  depth: 'token',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    const sessions = await Promise.all(
      planSessions(probe).map(([side, lengthMs]) => staySilent(probe, side, lengthMs)),
    );
    return withUnopened(judgeSilence(sessions, await isCutLikeBusy(sessions, busy)), sessions);
  },
};

function planSessions({ options }: Probe): (readonly [SessionSide, number])[] {
  const { backend, snapshot, limits } = options;
  const maxMs = limits.idleMaxMs;
  const lengths = [...lengthsSec.map((seconds) => seconds * 1000).filter((ms) => ms < maxMs), maxMs];
  if (backend !== null) return lengths.flatMap((ms) => [['backup', ms] as const, ['reader', ms] as const]);
  return [['backup', maxMs], ...(snapshot === null ? [] : lengths.map((ms) => ['reader', ms] as const))];
}

async function staySilent(probe: Probe, side: SessionSide, lengthMs: number): Promise<SilentSession> {
  const opened = await probe.openTunnel(side, `idle-${lengthMs}`);
  if (opened.kind !== 'tunnel')
    return {
      side,
      lengthMs,
      end: 'not-opened',
      silentMs: 0,
      silentAtMostMs: 0,
      endedAtMs: 0,
      how: describeOpening(opened),
      towardsServer: null,
    };
  const { tunnel, connection } = opened;
  const { channel } = tunnel;
  // The greetings of both sides are over when a PING is back.
  const askedAtMs = performance.now();
  await within(tunnel.ping(), probe.options.limits.replyTimeoutMs, 'the PING').catch(() => undefined);
  const silentSinceMs = channel.lastByteAtMs;
  const held = await hold(probe, 'idle', tunnel, silentSinceMs + lengthMs);
  const silentMs = channel.end?.silentMs ?? performance.now() - silentSinceMs;
  const describeFarEnd = (): string | null =>
    connection?.end === undefined || connection.end === null
      ? null
      : `${connection.end.by === 'box' ? 'the box' : 'PBS'}: ${connection.end.how === 'fin' ? 'FIN' : 'RST'}`;
  const done = (end: SilentSession['end'], how: string): SilentSession => {
    const endedAtMs = silentSinceMs + silentMs;
    const session = {
      side,
      lengthMs,
      end,
      silentMs,
      silentAtMostMs: endedAtMs - askedAtMs,
      endedAtMs,
      how,
      towardsServer: describeFarEnd(),
    };
    channel.destroy();
    return session;
  };
  if (held === 'interrupted') return done('interrupted', 'interrupted');
  if (held === 'ended') return done('cut', channel.end?.how ?? 'closed');
  const answered = await within(tunnel.ping(), probe.options.limits.replyTimeoutMs, 'the PING').then(
    () => true,
    () => false,
  );
  return answered ? done('held', '') : done('lost', 'no answer any more');
}

const describeOpening = (opening: Exclude<Opening, { kind: 'tunnel' }>): string =>
  opening.kind === 'refused'
    ? describeExchanged(opening.exchanged)
    : 'detail' in opening
      ? opening.detail
      : opening.kind;

/** Whether the busy session was cut together with the first of the silent ones. */
async function isCutLikeBusy(sessions: readonly SilentSession[], busy: BusySession | null): Promise<boolean> {
  const [first] = sessions.filter(({ end }) => end === 'cut').sort((a, b) => a.endedAtMs - b.endedAtMs);
  return first !== undefined && endsLikeBusy(busy, first.endedAtMs - first.silentMs, first.endedAtMs);
}

/** Where others of its kind were opened at the same time, it was one too many. */
function withUnopened(result: CheckResult, sessions: readonly SilentSession[]): CheckResult {
  const isTooMany = ({ side, end }: SilentSession): boolean =>
    end === 'not-opened' && sessions.some((one) => one.side === side && one.end !== 'not-opened');
  const unopened = sessions.filter(isTooMany);
  const [first] = unopened;
  if (first === undefined) return result;
  const told = `${unopened.length} of ${sessions.length} sessions at a time were not opened: ${first.how}.`;
  return {
    ...result,
    state: result.state === 'pass' ? 'warn' : result.state,
    evidence: [...result.evidence, told],
    findings: [...(result.findings ?? []), 'client-limit'],
    remedy: result.remedy ?? 'client-limit',
  };
}

const lengthOf = ({ silentMs, silentAtMostMs }: SilentSession): SilenceLength => ({
  leastMs: silentMs,
  mostMs: silentAtMostMs,
});
const toSeconds = (ms: number): number => Math.round(ms / 1000);

function judgeSilence(sessions: readonly SilentSession[], isLikeBusy: boolean): CheckResult {
  const opened = sessions.filter(({ end }) => end !== 'not-opened');
  if (opened.length === 0) return skip('There is no tunnel.');
  const held = opened.filter(({ end }) => end === 'held');
  const cuts = opened.filter(({ end }) => end === 'cut' || end === 'lost').sort((a, b) => a.silentMs - b.silentMs);
  const first = cuts[0];
  const heldSec = held.length === 0 ? null : toSeconds(Math.max(...held.map(({ lengthMs }) => lengthMs)));
  const waited = opened.filter(({ end }) => end === 'interrupted').map(({ silentMs }) => silentMs);
  const stillAlive =
    waited.length > 0 ? `Interrupted after ${toSeconds(Math.max(...waited))} s, when it was still open.` : null;
  const facts = { idleHeldSec: heldSec, idleLimitSec: null };
  if (first === undefined) {
    if (heldSec === null) return unknown(stillAlive ?? 'Nothing was measured.', { facts });
    return pass(
      [
        `${held.length} sessions were silent for up to ${heldSec} s, and alive after it.`,
        ...(stillAlive === null ? [] : [stillAlive]),
      ],
      { facts },
    );
  }
  if (isLikeBusy)
    return unknown(
      `All sessions are cut after ${toSeconds(first.silentMs)} s, busy ones too: silence is not what counts.`,
      {
        facts,
      },
    );
  const limitSec = limitSecondsOf(lengthOf(first));
  const evidence = (['backup', 'reader'] as const).flatMap((side) => describeSide(side, cuts, held));
  return fail(evidence, {
    facts: { idleHeldSec: heldSec, idleLimitSec: limitSec },
    findings: ['pass-with-idle-limit'],
    remedy: 'idle-timeout',
  });
}

function describeSide(side: SessionSide, cuts: readonly SilentSession[], held: readonly SilentSession[]): string[] {
  const first = cuts.find((one) => one.side === side);
  const longest = Math.max(0, ...held.filter((one) => one.side === side).map(({ lengthMs }) => lengthMs));
  const survived = longest > 0 ? ` ${toSeconds(longest)} s were survived.` : '';
  if (first === undefined) return longest > 0 ? [`${side}:${survived}`] : [];
  const name = side === 'backup' ? 'A silent backup' : 'A silent reader';
  if (first.end === 'lost')
    return [
      `${name} is lost without a word by ${toSeconds(first.lengthMs)} s: nobody ends it, and nothing is answered.${survived}`,
    ];
  const far = first.towardsServer === null ? '' : `; towards PBS ${first.towardsServer}`;
  return [`${name} is cut after ${describeSilence(lengthOf(first))} (${first.how}${far}).${survived}`];
}
