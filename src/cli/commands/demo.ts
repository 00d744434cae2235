// `pbscope demo`: embedded server, proxy with an emulated 40 ms line, embedded client: two backups and a restore, all in this process,
// in a temporary folder that is removed (D16). On a terminal the dashboard, which stays until `q`; elsewhere timeline and report.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientFailure, type ClientOptions } from '../../pbs-client/index.js';
import { startPbsServer } from '../../pbs-server/index.js';
import { renderText } from '../../sinks/export/index.js';
import { openCertificateStore } from '../../sources/relay/index.js';
import { type Command, type CommandContext, textFlag } from '../command.js';
import { runDemoClient } from '../demo/index.js';
import { type ExitCode, exitCodes } from '../errors/index.js';
import { readFaults } from '../faults/index.js';
import { demoLine, exportOptions, lineOptions, readExports, readLine, readRecordTo } from '../plans/index.js';
import { inZone } from '../reporting/index.js';
import { type Live, startLive, untilInterrupted } from '../running/index.js';
import { formatHostPort, formatRepository } from '../settings/index.js';

const store = 'demo';
const anyPort = { host: '127.0.0.1', port: 0 };

/** Both ends are ours and done: what is still open then is a fault that was asked for, and nobody waits for it. */
const lastBytesMs = 3_000;

/** Ends with the runs, or with the user: on a terminal at `q`, elsewhere when they are done; interrupted, they are dropped. */
async function runAndShow(
  context: CommandContext,
  live: Live,
  client: ClientOptions,
  interrupted: Promise<typeof exitCodes.interrupted>,
): Promise<ExitCode> {
  const { logger } = context.log;
  const leaving = new AbortController();
  // A client that fails under --faults is what was asked to be seen; the report says how.
  const explainFault = (error: unknown): ExitCode => {
    if (!(error instanceof ClientFailure)) throw error;
    logger.warn(`the demo's client failed: ${error.message}`);
    return exitCodes.ok;
  };
  const screen = await live.openScreen();
  const run = runDemoClient({ ...client, signal: leaving.signal }, Math.floor(Date.now() / 1000), (line) =>
    logger.info(line),
  ).then(({ isRestoreEqual }) => {
    if (!isRestoreEqual) throw new Error('the restored bytes differ from those that were backed up');
    if (screen !== null) logger.info('done: the restore equals what was backed up; q ends the demo');
    return exitCodes.ok;
  });
  const shown = textFlag(context, 'faults') === undefined ? run : run.catch(explainFault);
  let exitCode: ExitCode;
  if (screen === null) exitCode = await Promise.race([shown, interrupted]);
  else {
    run.catch((error: Error) => leaving.signal.aborted || logger.error(`the demo's client failed: ${error.message}`));
    exitCode = await Promise.race([screen.closed.then(() => exitCodes.ok), interrupted]);
    screen.close();
  }
  leaving.abort();
  await run.catch(() => undefined);
  await live.stop({ cutAfterMs: lastBytesMs });
  const { analyzer } = live.observer;
  const report = analyzer.report();
  if (screen === null) context.print.result(renderText(report, inZone(analyzer, context.zone)));
  context.print.message({ messageType: 'summary', report });
  return exitCode;
}

export const demoCommand: Command = {
  examples: [
    ['pbscope demo', 'over a line with a round trip of 40 ms'],
    ['pbscope demo --wan transatlantic', 'the same across an ocean'],
    ['pbscope demo | cat', 'timeline and report as text'],
  ],
  options: {
    ...lineOptions,
    record: { type: 'string', describe: 'write a trace there' },
    ...exportOptions,
    faults: { type: 'string', describe: 'what the server does wrong: a fault file, see docs/faults.md' },
    ascii: { type: 'boolean', describe: 'draw with ASCII only, as on consoles without the signs' },
    mouse: {
      type: 'boolean',
      default: true,
      describe: 'wheel and clicks; --no-mouse leaves them to the terminal, to select text',
    },
  },
  async run(context) {
    const faults = readFaults(textFlag(context, 'faults'));
    const exports = readExports((name) => textFlag(context, name));
    const interrupted = untilInterrupted().then(() => exitCodes.interrupted);
    const folder = await mkdtemp(join(tmpdir(), 'pbscope-demo-'));
    const server = await startPbsServer({
      listen: anyPort,
      datastores: [{ name: store, folder: join(folder, 'datastore') }],
      faults,
      log: (line) => context.log.logger.debug(line),
    });
    try {
      const live = await startLive(context, {
        title: 'demo',
        listen: anyPort,
        upstream: server.address,
        verify: { kind: 'fingerprint', sha256: server.fingerprint },
        certificates: await openCertificateStore(join(folder, 'certificates')),
        line: readLine((name) => textFlag(context, name), demoLine),
        recordTo: readRecordTo(context),
        stuckAfterMs: undefined,
        ...(exports === undefined ? {} : { exports }),
      });
      context.print.message({
        messageType: 'listening',
        address: formatHostPort(live.relay.address),
        fingerprint: live.relay.fingerprint,
        repository: formatRepository(server.tokenId, live.relay.address, store),
        upstream: formatHostPort(server.address),
      });
      return await runAndShow(
        context,
        live,
        {
          repository: { authId: server.tokenId, host: '127.0.0.1', port: live.relay.address.port, store },
          secret: server.tokenSecret,
          fingerprint: live.relay.fingerprint,
        },
        interrupted,
      );
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
