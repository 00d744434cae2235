export type { ArchiveKind, Interruption, LoadArchive, LoadPlan } from './load-plan.js';
export { type Personality, personalities } from './personalities.js';
export { type LoadedSession, type LoadHooks, type LoadSummary, runLoad } from './run-load.js';
