// The server speaks first: its SETTINGS stand directly behind the 101, and a box must not wait for the client.
import { type Check, pass, warn } from '../check.js';
import { withTunnel } from './with-tunnel.js';

export const behind101Check: Check = {
  id: 'behind-101',
  title: 'What the server sends directly behind the 101 arrives at once.',
  sends: 'nothing, for up to three seconds',
  depth: 'token',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ isServerFirst }) =>
      isServerFirst
        ? pass("The server's SETTINGS came before the client had sent anything.")
        : warn('Nothing came until the client began: the box holds back what the server sends first.', {
            remedy: 'no-response-buffering',
          }),
    ),
};
