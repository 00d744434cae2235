// The parts of a call's time, by name. In: a call, a part. Out: how long it took; null while it is not over.
import type { CallRow } from './report.js';

export type CallPart = 'total' | 'upload' | 'wait' | 'response';
export const callParts: readonly CallPart[] = ['total', 'upload', 'wait', 'response'];

export function partMs(call: CallRow, part: CallPart): number | null {
  switch (part) {
    case 'total':
      return call.durationMs;
    case 'upload':
      return call.uploadMs;
    case 'wait':
      return call.waitMs;
    case 'response':
      return call.responseMs;
  }
}
