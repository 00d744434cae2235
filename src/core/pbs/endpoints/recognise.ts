// In: a request as seen on the wire. Out: its endpoint, or null. On HTTP/2 the upgrade tells the side; where it is not
// known, or a foreign server names the wrong one (protocol.md 1.11), the path does: the sides share none that matters.
import type { Protocol } from '../../event/index.js';
import type { Endpoint } from './endpoint.js';
import { isRestPath, matchEndpoint } from './match.js';
import { splitTarget } from './query.js';
import type { SessionSide } from './upgrade.js';

export interface SeenRequest {
  readonly protocol: Protocol;
  readonly method: string;
  readonly target: string;
  /** Null on HTTP/2 from the first byte, and where the upgrade was not seen. */
  readonly side: SessionSide | null;
}

export function recogniseEndpoint(request: SeenRequest): Endpoint | null {
  const { path } = splitTarget(request.target);
  if (request.protocol === 'http1' || isRestPath(path)) return matchEndpoint('rest', request.method, path);
  const first = request.side ?? 'backup';
  const second = first === 'backup' ? 'reader' : 'backup';
  return matchEndpoint(first, request.method, path) ?? matchEndpoint(second, request.method, path);
}
