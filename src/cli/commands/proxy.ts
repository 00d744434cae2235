// `pbscope proxy`: the relay before a server, its observer, its recorder and its screen, wired together until it is stopped.
import { openCertificates } from '../certificates/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import {
  askedExport,
  exportOptions,
  type ListenPlan,
  lineOptions,
  readExports,
  readLine,
  readRecordTo,
  readUpstreams,
  readVerification,
} from '../plans/index.js';
import { redactOption } from '../redaction/index.js';
import { type LiveOptions, openKeylog, runProxies } from '../running/index.js';
import { formatHostPort, parseHostPort, parseWaitMs } from '../settings/index.js';

const pbsPort = 8007;
const proxyPort = 8008;
const defaultListen = '127.0.0.1:8008';
export const proxyCommand: Command = {
  examples: [
    [
      'pbscope proxy --upstream pbs.example.com --upstream-fingerprint aa:bb:…',
      'before a server with its own certificate',
    ],
    ['pbscope proxy --upstream pbs.example.com --record night.pbscope', 'write a trace while running'],
    ['pbscope proxy --upstream pbs.example.com --pcapng night.pcapng', 'the decrypted stream, for Wireshark'],
    ['pbscope proxy --upstream pbs.example.com --wan dsl', 'what would this backup do over a slow line?'],
  ],
  options: {
    upstream: { type: 'string', describe: 'the server: HOST[:8007]' },
    upstreams: {
      type: 'string',
      describe: 'a JSON file with several servers, by listen address or name (docs/proxy.md)',
    },
    'upstream-fingerprint': { type: 'string', describe: 'SHA-256 of its certificate (also PBS_FINGERPRINT)' },
    'upstream-ca': { type: 'string', describe: 'PEM file of the CA that signed it' },
    listen: { type: 'string', default: defaultListen, describe: 'HOST:PORT' },
    record: { type: 'string', describe: 'write a trace there (.pbscope, .pbscope.gz), or one a session into FOLDER/' },
    'record-max': { type: 'string', describe: 'keep the folder below this size, oldest out first: 10GiB' },
    'record-rotate': { type: 'string', describe: 'begin a new file for what is no session after this time: 24h' },
    ...redactOption,
    'on-stuck': { type: 'string', describe: 'run this command for each stuck call, JSON on stdin' },
    'on-verdict': { type: 'string', describe: 'run this command for each warning or error, JSON on stdin' },
    keylog: { type: 'string', describe: 'write the TLS keys of both legs there, in NSS form' },
    ...exportOptions,
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
    ascii: { type: 'boolean', describe: 'draw with ASCII only, as on consoles without the signs' },
    mouse: {
      type: 'boolean',
      default: true,
      describe: 'wheel and clicks; --no-mouse leaves them to the terminal, to select text',
    },
  },
  async run(context) {
    const listen = textFlag(context, 'listen') ?? defaultListen;
    const stuckAfter = textFlag(context, 'stuck-after');
    const keylogPath = textFlag(context, 'keylog');
    const shared = {
      certificates: await openCertificates(),
      certificateFor: context.flags['leaf-per-name'] === true ? ('by-name' as const) : ('one-leaf' as const),
      onStuck: textFlag(context, 'on-stuck'),
      onVerdict: textFlag(context, 'on-verdict'),
      stuckAfterMs: stuckAfter === undefined ? undefined : parseWaitMs('stuck-after', stuckAfter),
      ...(keylogPath === undefined
        ? {}
        : { onKeylog: openKeylog(keylogPath, (sentence: string) => context.log.logger.warn(sentence)) }),
    };
    const plans = readPlans(context, listen).map(({ listen: address, upstreams: [first, ...routes] }) => ({
      ...shared,
      ...first,
      routes,
      listen: address,
      title: `${formatHostPort(address)} -> ${[first, ...routes].map((one) => formatHostPort(one.upstream)).join(', ')}`,
    }));
    await runProxies(context, withExports(context, plans));
    return exitCodes.ok;
  },
};

/** Files and addresses of exports are of one proxy: two would write into each other. */
function withExports(context: CommandContext, plans: readonly LiveOptions[]): readonly LiveOptions[] {
  const flag = (name: string): string | undefined => textFlag(context, name);
  const exports = readExports(flag);
  if (exports === undefined) return plans;
  if (plans.length > 1)
    throw new OperatorError(
      `--${askedExport(flag)} is for one listening address, and there are ${plans.length}.`,
      'Start a proxy for each.',
    );
  return plans.map((plan) => ({ ...plan, exports }));
}

/** One server by flags, or several by a file. */
function readPlans(context: CommandContext, listen: string): readonly ListenPlan[] {
  const file = textFlag(context, 'upstreams');
  const upstream = textFlag(context, 'upstream');
  if (file !== undefined && upstream !== undefined)
    throw new OperatorError('--upstream and --upstreams say the same twice.', 'Give one of them.');
  if (file !== undefined) return readUpstreams(file, listen);
  if (upstream === undefined || upstream === '')
    throw new OperatorError(
      'pbscope proxy needs --upstream.',
      'For example: pbscope proxy --upstream pbs.example.com --upstream-fingerprint aa:bb:…',
    );
  const plan = {
    serverNames: [],
    upstream: parseHostPort('upstream', upstream, pbsPort),
    verify: readVerification({
      fingerprint: textFlag(context, 'upstream-fingerprint'),
      caPath: textFlag(context, 'upstream-ca'),
    }),
    line: readLine((name) => textFlag(context, name)),
    recordTo: readRecordTo(context),
  };
  return [{ listen: parseHostPort('listen', listen, proxyPort), upstreams: [plan] }];
}
