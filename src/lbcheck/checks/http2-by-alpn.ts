// An extra column, for deployments whose clients speak HTTP/2 from the first byte: what such a client meets. PBS clients do not.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, pass, skip } from '../check.js';
import { settingIds, Tunnel } from '../wire/index.js';
import { within } from './with-tunnel.js';

const patienceMs = 5000;

export const http2ByAlpnCheck: Check = {
  id: 'http2-by-alpn',
  title: 'What a client that speaks HTTP/2 by ALPN meets is known (PBS clients do not).',
  sends: 'a ClientHello with h2, then GET ping over HTTP/2',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const dialed = await probe.dial({ alpn: ['h2'] });
    if (dialed.kind !== 'secure') return skip('A client that offers only h2 gets no handshake.');
    const { channel, handshake } = dialed;
    try {
      if (handshake.alpn !== 'h2')
        return skip(`Selected: ${handshake.alpn ?? 'nothing'}, so such a client does not begin.`);
      const tunnel = new Tunnel(channel);
      const settings = await within(tunnel.settings, patienceMs, 'SETTINGS');
      const reply = await within(tunnel.request('GET', formatTarget('ping')), patienceMs, 'the reply');
      return pass([
        `HTTP/2 ends at the box: window ${settings.get(settingIds.initialWindowBytes) ?? 65_535}, frames of ${settings.get(settingIds.maxFrameBytes) ?? 16_384} bytes, ${settings.get(settingIds.maxStreams) ?? 'no limit of'} streams.`,
        `GET ping: ${reply.status}.`,
      ]);
    } catch (error) {
      return pass(`HTTP/2 is selected, and does not work: ${(error as Error).message}.`);
    } finally {
      channel.destroy();
    }
  },
};
