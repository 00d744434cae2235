// Hands on a connection outside a session: its end is all that a fault may ask for there; the plan's check lets nothing else through.
import type { ConnectionHands } from '../faults/index.js';
import { endConnection, type Sockets } from './end-connection.js';

export function restHands(sockets: Sockets, onClose: () => void): ConnectionHands {
  const impossible = (): never => {
    throw new Error('a fault for sessions was let through to a REST call'); // ours: see `places` of the action
  };
  return {
    close: (how) => {
      onClose();
      endConnection(sockets, how);
    },
    send: impossible,
    stopReading: impossible,
    stopWriting: impossible,
    throttle: impossible,
    goaway: impossible,
    holdWindow: impossible,
    changeSettings: impossible,
  };
}
