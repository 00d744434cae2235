// `pbscope status`: what the proxies of this user do at the moment, as text or JSON. Sockets without a proxy are removed.
import { unlinkSync } from 'node:fs';
import { describeSession, type Report } from '../../core/report/index.js';
import { connectFeed, findProxies, type RemoteFeed, socketPath } from '../attach/index.js';
import { type Command, textFlag } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { parseHostPort } from '../settings/index.js';

const defaultPort = 8008;

async function connectOrTidy(address: string): Promise<RemoteFeed | null> {
  const path = socketPath(parseHostPort('address', address, defaultPort));
  return connectFeed(path).catch((error: NodeJS.ErrnoException) => {
    // Nobody listens there any more: it was killed.
    if (error.code === 'ECONNREFUSED') unlinkSync(path);
    return null;
  });
}

function describeProxy(address: string, feed: RemoteFeed, report: Report): string {
  const running = report.sessions.filter((session) => session.outcome === 'open');
  const stuckCount = running.reduce((sum, session) => sum + session.stuckCalls.length, 0);
  const found = report.verdicts.filter((verdict) => verdict.state === 'found' && verdict.severity !== 'info');
  return [
    `${address}: pid ${feed.pid}, ${feed.title}`,
    `  ${report.sessions.length} sessions seen, ${running.length} running, ${stuckCount} stuck calls, ${found.length} verdicts`,
    ...running.map((session) => `  ${describeSession(session)}`),
    ...found.map((verdict) => `  ${verdict.severity} ${verdict.rule}: ${verdict.title}`),
  ].join('\n');
}

export const statusCommand: Command = {
  examples: [
    ['pbscope status', 'every proxy of this user'],
    ['pbscope status --json | jq .report.sessions', 'one line a proxy, for scripts'],
  ],
  positionals: { address: { describe: 'where the proxy listens; all of them otherwise' } },
  options: {},
  async run(context) {
    const given = textFlag(context, 'address');
    let count = 0;
    for (const address of given === undefined ? findProxies() : [given]) {
      const feed = await connectOrTidy(address);
      if (feed === null) continue;
      count += 1;
      const report = feed.report();
      feed.close();
      context.print.result(describeProxy(address, feed, report));
      context.print.message({ messageType: 'status', address, pid: feed.pid, title: feed.title, report });
    }
    if (count > 0) return exitCodes.ok;
    context.print.result(given === undefined ? 'No proxy runs.' : `No proxy runs at ${given}.`);
    return exitCodes.unreachable;
  },
};
