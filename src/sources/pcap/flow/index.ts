// In: TCP packets. Out: the WireEvents of their connections.
export { usualServerPorts } from './endpoints.js';
export { FlowTable } from './flow-table.js';
