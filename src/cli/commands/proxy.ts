// `pbscope proxy`: the relay before a server, its observer, its recorder and its screen, wired together until it is stopped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formats } from '../../sinks/export/index.js';
import {
  type CertificateStore,
  OperatorFault,
  openCertificateStore,
  type Relay,
  type RelayOptions,
} from '../../sources/relay/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { openKeylog, startLive, untilInterrupted } from '../running/index.js';
import {
  dataFolder,
  formatHostPort,
  type HostPort,
  lineOptions,
  parseHostPort,
  parseWaitMs,
  proxiedRepository,
  readLine,
} from '../settings/index.js';

const pbsPort = 8007;
const defaultListen = '127.0.0.1:8008';
const sha256HexLength = 64;

function readVerification(context: CommandContext): RelayOptions['verify'] {
  const fingerprint = textFlag(context, 'upstream-fingerprint') ?? process.env['PBS_FINGERPRINT'];
  if (fingerprint !== undefined && fingerprint !== '') {
    const hex = fingerprint.replaceAll(':', '').toLowerCase();
    if (!/^[0-9a-f]+$/.test(hex) || hex.length !== sha256HexLength) {
      throw new OperatorError(
        `${fingerprint} is no SHA-256 fingerprint.`,
        'It has 32 pairs of hex digits; the server shows it under Dashboard, Show Fingerprint.',
      );
    }
    return { kind: 'fingerprint', sha256: hex };
  }
  const path = textFlag(context, 'upstream-ca');
  if (path === undefined) return { kind: 'system' };
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    throw new OperatorError(
      `${path} cannot be read (${(error as Error).message}).`,
      'Give a PEM file with --upstream-ca.',
    );
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new OperatorError(`${path} holds no certificate.`, 'Give a PEM file with --upstream-ca.');
  }
  return { kind: 'ca', pem };
}

function openCertificates(): Promise<CertificateStore> {
  return openCertificateStore(join(dataFolder(), 'certificates')).catch((error: unknown) => {
    throw error instanceof OperatorFault ? new OperatorError(error.sentence, error.nextStep) : error;
  });
}

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
    record: { type: 'string', describe: 'write a trace there (.pbscope, .pbscope.gz)' },
    keylog: { type: 'string', describe: 'write the TLS keys of both legs there, in NSS form' },
    ...lineOptions,
    'stuck-after': { type: 'string', describe: 'call it stuck after this silence, for example 10s' },
    'leaf-per-name': {
      type: 'boolean',
      describe: 'for clients that trust our CA: show a certificate for the name they ask',
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
      verify: readVerification(context),
      certificates: await openCertificates(),
      certificateFor: context.flags['leaf-per-name'] === true ? 'by-name' : 'one-leaf',
      line: readLine((name) => textFlag(context, name)),
      recordPath: textFlag(context, 'record'),
      stuckAfterMs: stuckAfter === undefined ? undefined : parseWaitMs('stuck-after', stuckAfter),
      ...(keylogPath === undefined
        ? {}
        : { onKeylog: openKeylog(keylogPath, (sentence) => context.log.logger.warn(sentence)) }),
    });
    announce(context, live.relay, listen, upstream);
    const screen = live.openScreen();
    await Promise.race([interrupted, ...(screen === null ? [] : [screen.closed])]);
    screen?.close();
    await live.stop();
    const report = live.observer.analyzer.report();
    const [text] = formats;
    if (report.sessions.length > 0 && text !== undefined)
      context.print.result(text.render(report, live.observer.analyzer));
    context.print.message({ messageType: 'summary', report });
    return exitCodes.ok;
  },
};
