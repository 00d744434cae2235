// Front door of the faults: a file becomes a plan, a plan an engine that says which call gets which actions.
export { faultKinds } from './actions/index.js';
export { type CallOfSession, type DueAction, FaultEngine, type SessionFaults } from './fault-engine.js';
export { type FaultFile, type FaultFileProblem, parseFaultFile } from './fault-file.js';
export type { FaultAction } from './fault-kind.js';
export { type FaultPlan, formatFaultSchema, placeOf } from './fault-plan.js';
export {
  type CallHands,
  type CloseHow,
  type CloseTrigger,
  type ConnectionHands,
  type Moment,
  type Place,
  plainReply,
  type ReplyPlan,
  type SettingsChange,
  type Substitute,
} from './hands.js';
export type { SessionKind } from './match.js';
