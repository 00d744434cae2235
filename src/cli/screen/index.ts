// The dashboard on this terminal. Loaded when there is one to draw on: a proxy in the night need not wait for it.
export { type Screen, showDashboard } from './show-dashboard.js';
