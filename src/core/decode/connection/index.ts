export { ConnectionDecoder } from './connection-decoder.js';
export { describeFrame, type FrameRecord } from './frame-record.js';
export { Outlet } from './outlet.js';
