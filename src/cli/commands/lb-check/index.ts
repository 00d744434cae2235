// `pbscope lb-check`: questions to a load balancer, and the verdict; or two recordings from both sides of one, compared.
import { writeFile } from 'node:fs/promises';
import {
  type Backend,
  checks,
  type FindingClass,
  type LbCheckReport,
  products,
  renderJson,
  renderJunit,
  renderPlan,
  renderText,
  runChecks,
} from '../../../lbcheck/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { type ExitCode, exitCodes, OperatorError } from '../../errors/index.js';
import { untilInterrupted } from '../../running/index.js';
import { compareRecordings } from './compare-recordings.js';
import { openBackend } from './open-backend.js';
import { startProgress } from './progress.js';
import { readOptions } from './read-options.js';

/** Exit codes by how far a backup gets. */
const codes: Readonly<Record<FindingClass, ExitCode>> = {
  unreachable: exitCodes.unreachable,
  tls: exitCodes.tls,
  authentication: exitCodes.authentication,
  'upgrade-refused': exitCodes.upgradeRefused,
  'tunnel-broken': exitCodes.tunnelBroken,
  limit: exitCodes.findings,
  note: exitCodes.ok,
};

export const lbCheckCommand: Command = {
  examples: [
    ['pbscope lb-check lb.example.com:8007', 'what can be known without an account'],
    [
      "PBS_REPOSITORY='backup@pbs!token@lb.example.com:store' pbscope lb-check lb.example.com:8007 --idle-max 10m",
      'with an account (PBS_PASSWORD, PBS_FINGERPRINT); also how long it may be silent',
    ],
    ['pbscope lb-check 127.0.0.1:8007 --backend 127.0.0.1:9007', 'with both ends: the box leads to port 9007'],
    ['pbscope lb-check lb.example.com:8007 --dry-run', 'what would be sent, and what would stay'],
    ['pbscope lb-check --tap-front a.pbscope --tap-back b.pbscope', 'compare recordings from both sides of a box'],
  ],
  positionals: { target: { describe: 'HOST:PORT of the load balancer' } },
  options: {
    repository: { type: 'string', describe: 'account and datastore on the PBS behind it (also PBS_REPOSITORY)' },
    fingerprint: { type: 'string', describe: 'SHA-256 of the certificate to expect (also PBS_FINGERPRINT)' },
    'server-fingerprint': { type: 'string', describe: "SHA-256 of PBS's own certificate, to tell whose is seen" },
    ns: { type: 'string', describe: 'namespace, for example prod/web' },
    snapshot: { type: 'string', describe: 'TYPE/ID/TIME that readers may be opened on' },
    backend: { type: 'string', describe: 'be the server behind the box, too: listen on HOST:PORT' },
    'backend-cert': { type: 'string', describe: 'PEM certificate for --backend, where the box verifies one' },
    'backend-key': { type: 'string', describe: 'PEM key of --backend-cert' },
    'idle-max': { type: 'string', default: '75s', describe: 'the longest silence to try' },
    'age-max': { type: 'string', describe: 'the greatest age of a busy session to try (default: as --idle-max)' },
    only: { type: 'string', array: true, describe: 'only these checks: ids, with commas' },
    skip: { type: 'string', array: true, describe: 'without these checks' },
    list: { type: 'boolean', describe: 'list the checks' },
    'dry-run': { type: 'boolean', describe: 'say what would be sent and what would stay; send nothing' },
    product: { type: 'string', describe: `advice for: ${products.map(({ id }) => id).join(', ')}` },
    junit: { type: 'string', describe: 'write the results as JUnit XML to this file' },
    'tap-front': { type: 'string', describe: 'a recording from before the box (trace or capture)' },
    'tap-back': { type: 'string', describe: 'a recording from behind the box' },
  },
  async run(context) {
    if (textFlag(context, 'tap-front') !== undefined || textFlag(context, 'tap-back') !== undefined)
      return compareRecordings(context);
    if (isFlagOn(context, 'list')) return printPlan(context, null);
    const options = await readOptions(context);
    if (isFlagOn(context, 'dry-run')) return printPlan(context, options.depth);
    const leaving = new AbortController();
    void untilInterrupted().then(() => leaving.abort());
    const backend = options.backend === null ? null : await openBackend(options.backend, context);
    try {
      const report = await carryOut(context, options, backend, leaving.signal);
      await context.print.data(context.print.isJson ? renderJson(report) : renderText(report));
      await writeJunit(textFlag(context, 'junit'), report);
      return exitCodeOf(report);
    } finally {
      await backend?.stop();
    }
  },
};

async function carryOut(
  context: CommandContext,
  options: Awaited<ReturnType<typeof readOptions>>,
  backend: Backend | null,
  signal: AbortSignal,
): Promise<LbCheckReport> {
  const progress = startProgress(context);
  try {
    return await runChecks({ ...options, backend, signal, onProgress: progress.show });
  } finally {
    progress.stop();
  }
}

function exitCodeOf({ verdict, isInterrupted }: LbCheckReport): ExitCode {
  if (isInterrupted) return exitCodes.interrupted;
  return verdict.class === null ? exitCodes.ok : codes[verdict.class];
}

async function printPlan(context: CommandContext, depth: Parameters<typeof renderPlan>[1]): Promise<ExitCode> {
  const plain = checks.map(({ id, title, sends, depth: needs }) => ({ id, title, sends, needs }));
  await context.print.data(
    context.print.isJson ? `${JSON.stringify({ depth, checks: plain })}\n` : renderPlan(checks, depth),
  );
  return exitCodes.ok;
}

async function writeJunit(path: string | undefined, report: LbCheckReport): Promise<void> {
  if (path === undefined) return;
  try {
    await writeFile(path, renderJunit(report));
  } catch (error) {
    throw new OperatorError(
      `The JUnit file ${path} cannot be written (${(error as Error).message}).`,
      'Choose another name with --junit.',
    );
  }
}
