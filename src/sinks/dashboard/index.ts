export { startDashboard } from './dashboard.js';
export type { Dashboard, DashboardFeed, DashboardOptions } from './options.js';
