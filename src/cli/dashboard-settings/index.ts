export { readDashboardSettings, saveFilter, writeDashboardSettings } from './dashboard-settings.js';
