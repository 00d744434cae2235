// `pbscope run -- CMD…`: a proxy around one command. CMD gets ALL_PROXY and PBS_FINGERPRINT, keeps its own stdin, stdout, stderr and
// exit code; the report comes after it, on stderr or in a file. The caller's PBS_FINGERPRINT verifies the server behind (D12).
import { writeFileSync } from 'node:fs';
import { parseRepository } from '../../pbs-client/index.js';
import { renderJson, renderText } from '../../sinks/export/index.js';
import { openCertificates } from '../certificates/index.js';
import { type Command, type CommandContext, textFlag, textList } from '../command.js';
import { OperatorError } from '../errors/index.js';
import { exportOptions, lineOptions, readExports, readLine, readRecordTo, readVerification } from '../plans/index.js';
import { redactOption } from '../redaction/index.js';
import { formatOfPath, inZone, reportEndings } from '../reporting/index.js';
import { type Live, runChild, startLive } from '../running/index.js';
import { formatHostPort, type HostPort, parseHostPort } from '../settings/index.js';

const pbsPort = 8007;

function readUpstream(context: CommandContext): HostPort {
  const upstream = textFlag(context, 'upstream');
  if (upstream !== undefined) return parseHostPort('upstream', upstream, pbsPort);
  const text = process.env['PBS_REPOSITORY'] ?? '';
  const repository = parseRepository(text);
  if (repository !== null) return { host: repository.host, port: repository.port };
  throw new OperatorError(
    text === '' ? 'It is not known which server is meant.' : `PBS_REPOSITORY ${text} is no repository.`,
    'Set PBS_REPOSITORY, or give --upstream HOST[:8007].',
  );
}

type ReportTarget = { readonly path: string; readonly format: NonNullable<ReturnType<typeof formatOfPath>> } | null;

/** Asked before the command runs: after a night it would be too late. */
function readTarget(context: CommandContext): ReportTarget {
  const path = textFlag(context, 'report');
  if (path === undefined) return null;
  const format = formatOfPath(path);
  if (format !== null) return { path, format };
  throw new OperatorError(`--report ${path} has no ending that is known.`, `End it in ${reportEndings.join(', ')}.`);
}

async function writeReport(context: CommandContext, live: Live, target: ReportTarget): Promise<void> {
  const { analyzer } = live.observer;
  const report = analyzer.report();
  const details = inZone(analyzer, context.zone);
  if (target !== null) {
    const { path, format } = target;
    try {
      writeFileSync(path, await format.render(report, details), { mode: 0o600 });
    } catch (error) {
      context.log.logger.error(`The report cannot be written to ${path} (${(error as Error).message}).`);
    }
  } else if (report.sessions.length > 0)
    process.stderr.write(context.print.isJson ? renderJson(report) : renderText(report, details));
  else context.log.logger.warn('Nothing came through the proxy: does the command honour ALL_PROXY?');
}

export const runCommand: Command = {
  examples: [
    [
      'pbscope run -- proxmox-backup-client backup root.pxar:/',
      'watch one backup; the server is that of PBS_REPOSITORY',
    ],
    ['pbscope run --record night.pbscope -- /usr/local/bin/nightly-backup', 'and keep the trace'],
  ],
  positionals: { command: { describe: 'the command and its own flags, behind --' } },
  options: {
    upstream: { type: 'string', describe: 'the server: HOST[:8007]; that of PBS_REPOSITORY otherwise' },
    'upstream-fingerprint': { type: 'string', describe: 'SHA-256 of its certificate; PBS_FINGERPRINT otherwise' },
    'upstream-ca': { type: 'string', describe: 'PEM file of the CA that signed it' },
    record: { type: 'string', describe: 'write a trace there' },
    ...redactOption,
    ...exportOptions,
    ...lineOptions,
    report: { type: 'string', describe: 'write the report there (.txt, .json, .html …) instead of to stderr' },
  },
  async run(context) {
    const [program = '', ...words] = textList(context, 'command');
    const upstream = readUpstream(context);
    const target = readTarget(context);
    const exports = readExports((name) => textFlag(context, name));
    const live = await startLive(context, {
      title: program,
      listen: { host: '127.0.0.1', port: 0 },
      upstream,
      verify: readVerification({
        fingerprint: textFlag(context, 'upstream-fingerprint'),
        caPath: textFlag(context, 'upstream-ca'),
      }),
      certificates: await openCertificates(),
      line: readLine((name) => textFlag(context, name)),
      recordTo: readRecordTo(context),
      stuckAfterMs: undefined,
      lines: 'none',
      ...(exports === undefined ? {} : { exports }),
    });
    const ended = runChild(program, words, {
      ...process.env,
      ALL_PROXY: `http://${formatHostPort(live.relay.address)}`,
      PBS_FINGERPRINT: live.relay.fingerprint,
    });
    const exitCode = await ended.finally(() => live.stop());
    await writeReport(context, live, target);
    return exitCode;
  },
};
