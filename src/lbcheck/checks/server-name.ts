// SNI: clients that use an IP address send none (4.x), or the address itself (3.x; Node cannot send that).
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, fail, pass, unknown } from '../check.js';
import { describeExchanged } from '../wire/index.js';

export const serverNameCheck: Check = {
  id: 'server-name',
  title: 'A client without SNI gets through.',
  sends: 'GET ping over TLS without SNI',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const first = await probe.handshake();
    if (first.kind !== 'secure') return unknown('There is no handshake.');
    const request = { method: 'GET', target: formatTarget('ping') };
    const named = await probe.ask(request, { withCredentials: false });
    const bare = await probe.ask(request, { withCredentials: false, serverName: null });
    const isFine = (asked: typeof bare): boolean =>
      asked.kind === 'asked' && asked.exchanged.kind === 'reply' && asked.exchanged.status === 200;
    if (isFine(bare)) return pass('GET ping without SNI is answered.');
    const why = bare.kind === 'asked' ? describeExchanged(bare.exchanged) : 'detail' in bare ? bare.detail : '';
    if (!isFine(named)) return unknown(`Neither with nor without SNI: ${why}.`);
    return fail(`Without SNI: ${why}.`, { findings: ['fails-without-sni'], remedy: 'server-name' });
  },
};
