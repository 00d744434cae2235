// In: what made listening fail. Out: the operator's sentence for it; anything else is handed back as it was.
import { OperatorFault } from '../../sources/relay/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { formatHostPort, type HostPort } from '../settings/index.js';

export function describeListenFailure(error: unknown, listen: HostPort): unknown {
  // The relay words its own.
  if (error instanceof OperatorFault) return new OperatorError(error.sentence, error.nextStep, exitCodes.usage);
  const { code } = error as NodeJS.ErrnoException;
  const address = formatHostPort(listen);
  if (code === 'EADDRINUSE') return new OperatorError(`${address} is in use.`, 'Choose another port with --listen.');
  if (code === 'EACCES')
    return new OperatorError(`${address} may not be listened on.`, 'Choose a port above 1023 with --listen.');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new OperatorError(`${address} is not an address of this machine.`, 'Choose another one with --listen.');
  return error;
}
