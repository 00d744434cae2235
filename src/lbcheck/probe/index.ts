// Front door of the probe.
export { type Account, loginRequest, readTicket, ticketHeaders } from './credentials.js';
export { type Explanation, explainRefusal, isOfPbs } from './explain-refusal.js';
export { type BusySession, endsLikeBusy, type Held, hold, keepBusy } from './hold.js';
export type { Opened, Opening } from './open-tunnel.js';
export {
  type Arrived,
  type Asked,
  defaultReplyTimeoutMs,
  Probe,
  type ProbeLimits,
  type ProbeOptions,
} from './probe.js';
