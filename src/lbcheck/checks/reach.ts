// Name resolution and TCP.
import { lookup } from 'node:dns/promises';
import { type Check, fail, pass } from '../check.js';

export const reachCheck: Check = {
  id: 'reach',
  title: 'The name resolves and the port answers.',
  sends: 'a TCP connection',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const { host, port } = probe.options.target;
    const addresses = await lookup(host, { all: true }).catch((error: Error) => error.message);
    if (typeof addresses === 'string')
      return fail(`${host} does not resolve (${addresses}).`, { findings: ['unreachable'] });
    const resolved = `${host} is ${addresses.map(({ address }) => address).join(', ')}.`;
    const dialed = await probe.handshake();
    if (dialed.kind === 'unreachable')
      return fail([resolved, `Port ${port}: ${dialed.detail}.`], { findings: ['unreachable'], remedy: 'reach-server' });
    const time = dialed.kind === 'secure' ? ` in ${dialed.handshake.connectMs.toFixed(1)} ms` : '';
    return pass([resolved, `Port ${port} answers${time}.`]);
  },
};
