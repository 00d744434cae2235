// Name resolution and TCP.
import { lookup } from 'node:dns/promises';
import { type Check, fail, pass } from '../check.js';
import type { Remedy } from '../products/index.js';
import { type ConnectFault, readConnectFault } from '../wire/index.js';

const remedies: Readonly<Record<ConnectFault['kind'], Remedy>> = {
  refused: 'right-port',
  'no-route': 'route',
  'no-name': 'right-name',
  'no-answer': 'firewall',
  interrupted: 'right-port',
  other: 'right-port',
};

export const reachCheck: Check = {
  id: 'reach',
  title: 'The name resolves and the port answers.',
  sends: 'a TCP connection',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const { host, port } = probe.options.target;
    const addresses = await lookup(host, { all: true }).catch(readConnectFault);
    if ('kind' in addresses)
      return fail(`${host} does not resolve: ${addresses.detail}.`, {
        findings: ['unreachable'],
        remedy: 'right-name',
      });
    const resolved = `${host} is ${addresses.map(({ address }) => address).join(', ')}.`;
    const dialed = await probe.handshake();
    if (dialed.kind === 'unreachable')
      return fail([resolved, `Port ${port}: ${dialed.detail}.`], {
        findings: ['unreachable'],
        remedy: remedies[dialed.why],
      });
    const time = dialed.kind === 'secure' ? ` in ${dialed.handshake.connectMs.toFixed(1)} ms` : '';
    return pass([resolved, `Port ${port} answers${time}.`]);
  },
};
