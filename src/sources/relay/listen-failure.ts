// Why we could not listen, in words, with the program that has the port where /proc tells. In: Node's error. Out: an error whose
// message is one sentence and the next step, ready for the operator.

import { OperatorFault } from './operator-fault.js';
import { findPortOwner } from './port-owner.js';
import type { HostPort } from './relay-options.js';

const otherPort = 'Choose another port with --listen.';

const reasons: Readonly<Record<string, readonly [says: string, nextStep: string]>> = {
  EACCES: ['is not for this user to listen on', 'Choose a port above 1023 with --listen.'],
  EADDRNOTAVAIL: ['is not an address of this machine', 'Choose another address with --listen.'],
  ENOTFOUND: ['is a name that cannot be resolved', 'Choose another address with --listen.'],
};

export async function explainListenError(error: NodeJS.ErrnoException, listen: HostPort): Promise<OperatorFault> {
  const address = listen.host.includes(':') ? `[${listen.host}]:${listen.port}` : `${listen.host}:${listen.port}`;
  if (error.code === 'EADDRINUSE') {
    const owner = await findPortOwner(listen.port);
    const who = owner === null ? '' : ` (pid ${owner.pid}, ${owner.program})`;
    return new OperatorFault(`${address} is in use${who}.`, otherPort);
  }
  const [says, nextStep] = reasons[error.code ?? ''] ?? [
    `cannot be listened on (${error.code ?? error.message})`,
    otherPort,
  ];
  return new OperatorFault(`${address} ${says}.`, nextStep);
}
