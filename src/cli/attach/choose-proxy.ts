// In: the address that was given, if one was. Out: the listen address of one running proxy, or the operator's fault.
import { type CommandContext, textFlag } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { type HostPort, parseHostPort } from '../settings/index.js';
import { findProxies } from './sockets.js';

const defaultPort = 8008;

export function chooseProxy(context: CommandContext): HostPort {
  const found = findProxies();
  const given = textFlag(context, 'address');
  const [first, ...others] = found;
  if (given !== undefined) return parseHostPort('address', given, defaultPort);
  if (first === undefined)
    throw new OperatorError('No proxy runs here.', 'Start one with pbscope proxy.', exitCodes.unreachable);
  if (others.length > 0)
    throw new OperatorError('Several proxies run.', `Name one of ${found.join(', ')}.`, exitCodes.usage);
  return parseHostPort('address', first, defaultPort);
}
