// `pbscope proxy`: the relay before a server, its observer, its recorder and its screen, wired together until it is stopped.
import { formats } from '../../sinks/export/index.js';
import type { Relay } from '../../sources/relay/index.js';
import { serveFeed, socketPath } from '../attach/index.js';
import { openCertificates } from '../certificates/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { onHangup, openKeylog, startLive, untilInterrupted } from '../running/index.js';
import {
  formatHostPort,
  type HostPort,
  lineOptions,
  parseHostPort,
  parseWaitMs,
  proxiedRepository,
  readLine,
  readRecordTo,
  readVerification,
} from '../settings/index.js';

const pbsPort = 8007;
const defaultListen = '127.0.0.1:8008';
function announce(context: CommandContext, relay: Relay, listen: HostPort, upstream: HostPort): void {
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
  });
}

export const proxyCommand: Command = {
  examples: [
    [
      'pbscope proxy --upstream pbs.example.com --upstream-fingerprint aa:bb:…',
      'before a server with its own certificate',
    ],
    ['pbscope proxy --upstream pbs.example.com --record night.pbscope', 'write a trace while running'],
    ['pbscope proxy --upstream pbs.example.com --wan dsl', 'what would this backup do over a slow line?'],
  ],
  options: {
    upstream: { type: 'string', demandOption: true, describe: 'the server: HOST[:8007]' },
    'upstream-fingerprint': { type: 'string', describe: 'SHA-256 of its certificate (also PBS_FINGERPRINT)' },
    'upstream-ca': { type: 'string', describe: 'PEM file of the CA that signed it' },
    listen: { type: 'string', default: defaultListen, describe: 'HOST:PORT' },
    record: { type: 'string', describe: 'write a trace there (.pbscope, .pbscope.gz), or one a session into FOLDER/' },
    'record-max': { type: 'string', describe: 'keep the folder below this size, oldest out first: 10GiB' },
    'record-rotate': { type: 'string', describe: 'begin a new file for what is no session after this time: 24h' },
    'on-stuck': { type: 'string', describe: 'run this command for each stuck call, JSON on stdin' },
    'on-verdict': { type: 'string', describe: 'run this command for each warning or error, JSON on stdin' },
    keylog: { type: 'string', describe: 'write the TLS keys of both legs there, in NSS form' },
    ...lineOptions,
    'stuck-after': { type: 'string', describe: 'call it stuck after this silence, for example 10s' },
    'leaf-per-name': {
      type: 'boolean',
      describe: 'for clients that trust our CA: show a certificate for the name they ask',
    },
    screen: {
      type: 'boolean',
      default: true,
      describe: 'the dashboard, on a terminal; --no-screen leaves it to attach',
    },
    ascii: { type: 'boolean', describe: 'draw with ASCII only' },
  },
  async run(context) {
    const listen = parseHostPort('listen', textFlag(context, 'listen') ?? defaultListen, 8008);
    const upstream = parseHostPort('upstream', textFlag(context, 'upstream') ?? '', pbsPort);
    const stuckAfter = textFlag(context, 'stuck-after');
    const keylogPath = textFlag(context, 'keylog');
    // From now on: whoever reads that we listen may stop us at once.
    const interrupted = untilInterrupted();
    const live = await startLive(context, {
      title: `${formatHostPort(listen)} -> ${formatHostPort(upstream)}`,
      listen,
      upstream,
      verify: readVerification({
        fingerprint: textFlag(context, 'upstream-fingerprint'),
        caPath: textFlag(context, 'upstream-ca'),
      }),
      certificates: await openCertificates(),
      certificateFor: context.flags['leaf-per-name'] === true ? 'by-name' : 'one-leaf',
      line: readLine((name) => textFlag(context, name)),
      recordTo: readRecordTo(context),
      onStuck: textFlag(context, 'on-stuck'),
      onVerdict: textFlag(context, 'on-verdict'),
      stuckAfterMs: stuckAfter === undefined ? undefined : parseWaitMs('stuck-after', stuckAfter),
      ...(keylogPath === undefined
        ? {}
        : { onKeylog: openKeylog(keylogPath, (sentence) => context.log.logger.warn(sentence)) }),
    });
    announce(context, live.relay, listen, upstream);
    const feed = await serveFeed(
      socketPath(live.relay.address),
      live.observer.analyzer,
      `${formatHostPort(live.relay.address)} -> ${formatHostPort(upstream)}`,
    ).catch((error: Error) => {
      context.log.logger.warn(`attach and status will not find this proxy (${error.message}).`);
      return null;
    });
    const screen = context.flags['screen'] === false ? null : live.openScreen();
    // A terminal that hangs up ends us; without one SIGHUP is logrotate's and systemd's word for new files.
    if (screen === null) onHangup(() => live.rotate());
    await Promise.race([interrupted, ...(screen === null ? [] : [screen.closed])]);
    screen?.close();
    await live.stop();
    feed?.close();
    const report = live.observer.analyzer.report();
    const [text] = formats;
    if (report.sessions.length > 0 && text !== undefined)
      context.print.result(text.render(report, live.observer.analyzer));
    context.print.message({ messageType: 'summary', report });
    return exitCodes.ok;
  },
};
