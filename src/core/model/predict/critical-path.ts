// Where the time of a simulated session went. In: a plan and its moments. Out: ms by cause along the chain of calls that each made the
// next one wait, from the last reply back to the beginning; they sum to the time of that reply. Same words as the time budget.
import type { Cause } from '../../report/index.js';
import type { Plan, Step } from './plan.js';
import { isAppend } from './roles.js';
import type { Waits } from './sender.js';
import type { Moment } from './simulate.js';

export type PathCauses = Partial<Record<Cause, number>>;

export function readCriticalPath(plan: Plan, moments: readonly Moment[], rttMs: number): PathCauses {
  const causes: PathCauses = {};
  const charge = (cause: Cause, ms: number): void => {
    if (ms > 0) causes[cause] = (causes[cause] ?? 0) + ms;
  };
  let step = lastStep(moments);
  let untilMs = step === null ? 0 : moments[step]!.repliedMs;
  let edge: Moment['boundEdge'] = 'replied';
  while (step !== null) {
    const moment: Moment = moments[step]!;
    const own = plan.steps[step]!;
    if (own.call !== null) chargeCall(own, moment, { edge, untilMs, rttMs }, charge);
    untilMs = moment.readyMs;
    edge = moment.boundEdge;
    step = moment.boundTo;
  }
  return causes;
}

function lastStep(moments: readonly Moment[]): number | null {
  let last: number | null = null;
  for (const [step, { repliedMs }] of moments.entries()) {
    if (last === null || repliedMs >= moments[last]!.repliedMs) last = step;
  }
  return last;
}

interface Stretch {
  /** The call counts up to this moment of it. */
  readonly edge: Moment['boundEdge'];
  /** The next step was ready then: what the sending half made meanwhile lies between. */
  readonly untilMs: number;
  readonly rttMs: number;
}

function chargeCall(
  { call }: Step,
  moment: Moment,
  { edge, untilMs, rttMs }: Stretch,
  charge: (cause: Cause, ms: number) => void,
): void {
  const isOpen = call?.operation === 'openBackup' || call?.operation === 'openReader';
  const asAppend = (cause: Cause): Cause => (call !== null && isAppend(call) ? 'indexAppend' : cause);
  if (edge === 'replied') {
    chargeBody('responseTransfer', moment.replyWaits, moment.repliedMs - moment.replyFirstMs, charge);
    charge(asAppend('roundTrip'), rttMs);
    charge(asAppend(isOpen ? 'open' : 'server'), moment.serverDoneMs - moment.sentMs - rttMs / 2);
  } else if (edge === 'started') {
    charge('clientProduce', untilMs - moment.startedMs);
  }
  if (edge !== 'started') chargeBody('requestTransfer', moment.requestWaits, moment.sentMs - moment.startedMs, charge);
  charge('connect', moment.connectMs);
  charge('clientProduce', moment.startedMs - moment.readyMs - moment.connectMs);
}

function chargeBody(
  cause: Cause,
  waits: Waits | null,
  totalMs: number,
  charge: (cause: Cause, ms: number) => void,
): void {
  const { connectionWindowMs = 0, streamWindowMs = 0, slowStartMs = 0 } = waits ?? {};
  charge('connectionWindow', connectionWindowMs);
  charge('streamWindow', streamWindowMs);
  // TCP that starts slowly waits for acknowledgements: round trips, whatever the rate of the line.
  charge('roundTrip', slowStartMs);
  charge(cause, totalMs - connectionWindowMs - streamWindowMs - slowStartMs);
}
