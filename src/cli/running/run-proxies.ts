// Proxies from their start to their end: announced, asked by attach and status, shown where there is one and a terminal, drained, reported.
// In: what each listens on and leads to. Out: when all have ended. The first signal drains, the next one cuts.
import { renderText } from '../../sinks/export/index.js';
import { type FeedServer, serveFeed, socketPath } from '../attach/index.js';
import type { CommandContext } from '../command.js';
import { inZone } from '../reporting/index.js';
import { formatHostPort, type HostPort, proxiedRepository } from '../settings/index.js';
import { type Live, type LiveOptions, startLive } from './live.js';
import { onHangup, untilInterrupted } from './until-interrupted.js';

function announce(
  context: CommandContext,
  { relay, metricsAddress }: Live,
  listen: HostPort,
  upstream: HostPort,
): void {
  const address = { host: listen.host, port: relay.address.port };
  const repository = proxiedRepository(address);
  context.print.line(
    [
      `Listening on ${formatHostPort(address)}, before ${formatHostPort(upstream)}. For the client:`,
      '',
      `  export PBS_REPOSITORY='${repository}'`,
      `  export PBS_FINGERPRINT='${relay.fingerprint}'`,
      '',
      'For storage.cfg of Proxmox VE:',
      '',
      `  server ${address.host}`,
      `  port ${address.port}`,
      `  fingerprint ${relay.fingerprint}`,
      '',
    ].join('\n'),
  );
  context.print.message({
    messageType: 'listening',
    address: formatHostPort(address),
    fingerprint: relay.fingerprint,
    repository,
    upstream: formatHostPort(upstream),
    ...(metricsAddress === undefined ? {} : { metrics: `http://${formatHostPort(metricsAddress)}/metrics` }),
  });
}

async function openFeed(context: CommandContext, live: Live, title: string): Promise<FeedServer | null> {
  return serveFeed(socketPath(live.relay.address), live.observer.analyzer, title).catch((error: Error) => {
    context.log.logger.warn(`attach and status will not find this proxy (${error.message}).`);
    return null;
  });
}

async function startAll(context: CommandContext, plans: readonly LiveOptions[]): Promise<readonly Live[]> {
  const lives: Live[] = [];
  try {
    for (const plan of plans) lives.push(await startLive(context, plan));
  } catch (error) {
    await Promise.all(lives.map((live) => live.relay.stop('now')));
    throw error;
  }
  return lives;
}

export async function runProxies(context: CommandContext, plans: readonly LiveOptions[]): Promise<void> {
  // From now on: whoever reads that we listen may stop us at once.
  const interrupted = untilInterrupted();
  const lives = await startAll(context, plans);
  const feeds: (FeedServer | null)[] = [];
  for (const [index, live] of lives.entries()) {
    const plan = plans[index] as LiveOptions;
    feeds.push(await openFeed(context, live, plan.title));
    announce(context, live, plan.listen, plan.upstream);
  }
  const [only] = lives.length === 1 ? lives : [];
  const screen = only === undefined || context.flags['screen'] === false ? null : await only.openScreen();
  if (only === undefined) context.log.logger.info('Several proxies run: pbscope attach shows the dashboard of one.');
  // A terminal that hangs up ends us; without one SIGHUP is logrotate's and systemd's word for new files.
  if (screen === null)
    onHangup(() => {
      for (const live of lives) live.rotate();
    });
  await Promise.race([interrupted, ...(screen === null ? [] : [screen.closed])]);
  screen?.close();
  await Promise.all(lives.map((live) => live.stop()));
  for (const feed of feeds) feed?.close();
  for (const live of lives) {
    const report = live.observer.analyzer.report();
    if (report.sessions.length > 0)
      context.print.result(renderText(report, inZone(live.observer.analyzer, context.zone)));
    context.print.message({ messageType: 'summary', report });
  }
}
