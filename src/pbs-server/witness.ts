// What a caller may be told of each connection, for checks that compare what left a client with what arrived here (src/lbcheck). Out:
// types only. Heads as they came, credentials included: whoever asks for them keeps them to himself.
import type { FirstProtocol } from './transport/index.js';

export interface ArrivedHead {
  /** The connection's, as this server sees it. */
  readonly clientPort: number;
  readonly httpVersion: string;
  readonly method: string;
  readonly target: string;
  /** Names and values in turns, as sent. */
  readonly rawHeaders: readonly string[];
}

export interface ServerWitness {
  /** Behind TLS. */
  onFirstBytes(clientPort: number, protocol: FirstProtocol): void;
  /** Before it is answered; of HTTP/2 with its pseudo headers among the others. */
  onHead(head: ArrivedHead): void;
}
