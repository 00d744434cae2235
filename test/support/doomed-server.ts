// A program: an embedded server that ends itself by SIGKILL at a moment that was drawn beforehand. In: argv: folder, number of
// the reply before which the clock of its death starts, milliseconds until then. Out: one JSON line that says where it listens.
import { startPbsServer } from '../../src/pbs-server/index.js';

const [folder = '', replyText = '', delayText = ''] = process.argv.slice(2);
const fatalReply = Number(replyText);
const delayMs = Number(delayText);
const die = (): boolean => process.kill(process.pid, 'SIGKILL');
let replyCount = 0;

const server = await startPbsServer({
  listen: { host: '127.0.0.1', port: 0 },
  datastores: [{ name: 'store1', folder }],
  authDelayMs: 0,
  syncLevel: 'none', // a kill takes nothing from the page cache
  log: () => undefined,
  // Work is done and not yet acknowledged: the moment right here is the meanest, those behind it the most varied.
  beforeReply: async () => {
    replyCount += 1;
    if (replyCount !== fatalReply) return;
    if (delayMs === 0) die();
    else setTimeout(die, delayMs);
  },
});
const { address, fingerprint, tokenId, tokenSecret } = server;
process.stdout.write(`${JSON.stringify({ port: address.port, fingerprint, tokenId, tokenSecret })}\n`);
