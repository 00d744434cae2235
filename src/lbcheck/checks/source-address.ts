// Whose address PBS sees: that of the box, unless the box tells, and PBS is told to believe it. A PROXY header PBS does not read at all.
import { readBeginning } from '../backend/index.js';
import { type Check, pass, skip } from '../check.js';
import { withTunnel } from './with-tunnel.js';

export const sourceAddressCheck: Check = {
  id: 'source-address',
  title: 'What PBS sees of the client is known.',
  sends: 'nothing more: it looks at the far end',
  depth: 'both-ends',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ head, connection }) => {
      if (head === null || connection === null) return skip('Nothing arrived at the far end.');
      const told = head.rawHeaders.flatMap((name, index) =>
        index % 2 === 0 && /^(?:x-forwarded-for|forwarded|x-real-ip)$/i.test(name)
          ? [`${name}: ${head.rawHeaders[index + 1]}`]
          : [],
      );
      const beginning = readBeginning(connection);
      return pass([
        `TCP comes from ${connection.boxAddress}.`,
        told.length === 0
          ? 'No header tells of the client: the task log of PBS shows the box.'
          : `The box tells ${told.join('; ')}.`,
        ...(beginning.kind === 'tls'
          ? [`TLS to PBS: SNI ${beginning.serverName ?? 'none'}, ALPN ${beginning.alpnOffered.join(', ') || 'none'}.`]
          : []),
      ]);
    }),
};
