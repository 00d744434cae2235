// In: a call at a moment. Out: what to show of it when it is stuck: age, silence, bytes, windows, who owes.
import type { Call, Operation } from '../pbs/index.js';
import { announcedBytes, describeOwed } from './owes.js';
import type { Windows } from './windows.js';

export interface StuckRecord {
  readonly operation: Operation;
  readonly archive: string | null;
  readonly target: string;
  readonly startedAtMs: number;
  /** `open`: stuck now; else how it ended. */
  readonly state: Call['state'];
  readonly ageMs: number;
  readonly silentMs: number;
  readonly requestBytes: number;
  readonly announcedBytes: number | null;
  readonly responseBytes: number;
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
  /** Who owes the next byte, in one sentence. */
  readonly owes: string;
}

export function stuckRecordOf(call: Call, atMs: number, archive: string | null, windows: Windows): StuckRecord {
  const windowsOf = (direction: 'toServer' | 'toClient') => ({
    connectionBytes: windows.connectionBytes(direction),
    streamBytes: windows.streamBytes(direction, call.stream),
  });
  const toServer = windowsOf('toServer');
  const toClient = windowsOf('toClient');
  const moving = call.requestEndAtMs === null ? toServer : toClient;
  return {
    operation: call.operation,
    archive,
    target: call.target,
    startedAtMs: call.startedAtMs,
    state: call.state,
    ageMs: atMs - call.startedAtMs,
    silentMs: atMs - call.lastProgressAtMs,
    requestBytes: call.requestBytes,
    announcedBytes: announcedBytes(call),
    responseBytes: call.responseBytes,
    connectionWindowBytes: moving.connectionBytes,
    streamWindowBytes: moving.streamBytes,
    owes: describeOwed(call, toServer, toClient),
  };
}
