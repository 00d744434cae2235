export { type DemoSummary, runDemoClient } from './demo-client.js';
