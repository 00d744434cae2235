// Failed calls that are normal and never a finding (diagnosis.md 2). In: a failed call. Out: yes or no. protocol.md 0.3, 4.8, 1.10.
import type { FailedCall } from '../report/index.js';

/** A first backup asks in vain for its predecessor, a pull sync for a log that is not there. */
export function isNormalFailure(call: FailedCall): boolean {
  if (call.operation === 'downloadPrevious') return call.status === 400 || call.status === 404;
  return call.operation === 'downloadFile' && call.status === 404 && call.target.includes('client.log.blob');
}
