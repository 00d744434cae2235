// What is selected when a client offers h2. PBS selects nothing, and its clients offer nothing: a box that does is harmless to them.
import { type Check, fail, pass, unknown } from '../check.js';

export const alpnCheck: Check = {
  id: 'alpn',
  title: 'Without an ALPN offer none is selected.',
  sends: 'a ClientHello with h2 and http/1.1, and one without ALPN',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const plain = await probe.handshake();
    if (plain.kind !== 'secure') return unknown('There is no handshake.', { facts: { alpnWhenH2Offered: 'n/a' } });
    const offering = await probe.dial({ alpn: ['h2', 'http/1.1'] });
    if (offering.kind === 'secure') offering.channel.destroy();
    const selected = offering.kind === 'secure' ? (offering.handshake.alpn ?? 'none') : null;
    const facts = { alpnWhenH2Offered: selected };
    if (plain.handshake.alpn !== null)
      return fail(`Without an offer ${plain.handshake.alpn} was selected.`, { facts, remedy: 'http1-to-client' });
    if (selected === null)
      return pass('A client that offers h2 gets no handshake; PBS clients offer nothing.', { facts });
    return pass(`Offered h2 and http/1.1, selected: ${selected}. PBS clients offer nothing and get nothing.`, {
      facts,
    });
  },
};
