// Why there is no TCP connection, in words. In: Node's error of a lookup or a connect. Out: a kind, which decides what to do next, and
// what happened. The codes are libuv's; what is not among them is told as it is.

export type ConnectFaultKind = 'refused' | 'no-route' | 'no-name' | 'no-answer' | 'interrupted' | 'other';

export interface ConnectFault {
  readonly kind: ConnectFaultKind;
  readonly detail: string;
}

const byCode: Readonly<Record<string, ConnectFault>> = {
  ECONNREFUSED: { kind: 'refused', detail: 'the connection was refused: nothing listens there' },
  ECONNRESET: { kind: 'refused', detail: 'the connection was reset before it was one' },
  EHOSTUNREACH: { kind: 'no-route', detail: 'the host cannot be reached: it is off, or no router knows it' },
  ENETUNREACH: { kind: 'no-route', detail: 'this machine has no route to that network' },
  EADDRNOTAVAIL: { kind: 'no-route', detail: 'this machine has no address from which it can be reached' },
  EACCES: { kind: 'no-route', detail: 'a firewall forbids it' },
  EPERM: { kind: 'no-route', detail: 'a firewall of this machine forbids it' },
  ETIMEDOUT: { kind: 'no-answer', detail: 'nothing answered: the host is off, or a firewall drops what is sent' },
  ENOTFOUND: { kind: 'no-name', detail: 'no name server knows this name' },
  ENODATA: { kind: 'no-name', detail: 'the name has no address' },
  EAI_AGAIN: { kind: 'no-name', detail: 'the name server did not answer' },
  EAI_FAIL: { kind: 'no-name', detail: 'the name server failed' },
};

/** Of several addresses that were tried, Node's error has a code and no message. */
export const readConnectFault = ({ code, message }: NodeJS.ErrnoException): ConnectFault =>
  byCode[code ?? ''] ?? { kind: 'other', detail: message === '' ? (code ?? 'it failed') : message };
