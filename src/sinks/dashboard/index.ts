export { startDashboard } from './dashboard.js';
export { describeKeys } from './describe-keys.js';
export type { Dashboard, DashboardFeed, DashboardOptions, Playback, PlaybackState } from './options.js';
