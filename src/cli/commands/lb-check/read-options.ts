// The flags and the environment of lb-check. In: a command's context. Out: options, with the account that was given and the depth that
// follows; or what cannot be understood, as the operator's fault. Secrets come from the environment alone.
import { readFileSync } from 'node:fs';
import {
  type Account,
  checks,
  type Depth,
  defaultReplyTimeoutMs,
  type LbCheckOptions,
  products,
} from '../../../lbcheck/index.js';
import { parseRepository, type SnapshotName } from '../../../pbs-client/index.js';
import { type CommandContext, textFlag, textList } from '../../command.js';
import { nearestWord, OperatorError } from '../../errors/index.js';
import { askHidden } from '../../input/index.js';
import { type HostPort, parseHostPort, parseWaitMs, readSecret } from '../../settings/index.js';
import { parseSnapshot } from '../client/index.js';

export interface BackendFlags {
  readonly listen: HostPort;
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

export type ReadOptions = Omit<LbCheckOptions, 'backend' | 'signal' | 'onProgress'> & {
  readonly backend: BackendFlags | null;
  readonly depth: Depth;
};

const pbsPort = 8007;

export async function readOptions(context: CommandContext): Promise<ReadOptions> {
  const text = textFlag(context, 'target');
  if (text === undefined || text === '')
    throw new OperatorError(
      'No load balancer was given.',
      'For example: pbscope lb-check lb.example.com:8007; or compare recordings with --tap-front and --tap-back.',
    );
  const target = readTarget(text);
  const backend = readBackend(context);
  const namespace = (textFlag(context, 'ns') ?? '').replace(/^\/+|\/+$/g, '');
  const account = backend === null ? await readAccount(context, namespace) : null;
  const snapshot = textFlag(context, 'snapshot');
  const idleMaxMs = parseWaitMs('idle-max', textFlag(context, 'idle-max') ?? '75s');
  const ageMax = textFlag(context, 'age-max');
  const only = textList(context, 'only').flatMap(splitIds);
  return {
    target,
    fingerprint: textFlag(context, 'fingerprint') ?? process.env['PBS_FINGERPRINT'] ?? null,
    serverFingerprint: textFlag(context, 'server-fingerprint') ?? null,
    account,
    backend,
    snapshot: snapshot === undefined ? null : readSnapshot(snapshot, namespace, account),
    limits: {
      replyTimeoutMs: defaultReplyTimeoutMs,
      idleMaxMs,
      ageMaxMs: ageMax === undefined ? idleMaxMs : parseWaitMs('age-max', ageMax),
    },
    only: only.length === 0 ? null : only.map((id) => readId('only', id, checkIds)),
    skip: textList(context, 'skip')
      .flatMap(splitIds)
      .map((id) => readId('skip', id, checkIds)),
    product: readProduct(context),
    depth: backend !== null ? 'both-ends' : account !== null ? 'token' : 'none',
  };
}

const checkIds = checks.map(({ id }) => id);
const splitIds = (text: string): readonly string[] =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

function readTarget(text: string): HostPort {
  try {
    return parseHostPort('target', text, pbsPort);
  } catch {
    throw new OperatorError(`${text} is not an address.`, `Write HOST:PORT, for example lb.example.com:${pbsPort}.`);
  }
}

function readId(flag: string, text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  const nearest = nearestWord(text, known);
  throw new OperatorError(
    `--${flag} ${text} is not known.`,
    nearest === null ? `Choose of ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

function readProduct(context: CommandContext): string | null {
  const text = textFlag(context, 'product');
  return text === undefined
    ? null
    : readId(
        'product',
        text,
        products.map(({ id }) => id),
      );
}

/** None where neither repository nor secret is given: then the checks do without. */
async function readAccount(context: CommandContext, namespace: string): Promise<Account | null> {
  const text = textFlag(context, 'repository') ?? process.env['PBS_REPOSITORY'] ?? '';
  if (text === '') return null;
  const repository = parseRepository(text);
  if (repository === null)
    throw new OperatorError(`${text} is no repository.`, 'It looks like backup@pbs!token@pbs.example.com:8007:store.');
  const { authId, store } = repository;
  const secret = readSecret() ?? (await askSecret(authId));
  return { authId, secret, store, namespace };
}

async function askSecret(authId: string): Promise<string> {
  if (process.stdin.isTTY && process.stderr.isTTY) return askHidden(`Password or secret of ${authId}: `);
  throw new OperatorError(
    `No secret was given for ${authId}.`,
    'Set PBS_PASSWORD, PBS_PASSWORD_FILE, PBS_PASSWORD_FD or PBS_PASSWORD_CMD.',
  );
}

function readSnapshot(text: string, namespace: string, account: Account | null): SnapshotName {
  if (account === null)
    throw new OperatorError('--snapshot needs an account to read it.', 'Set PBS_REPOSITORY and PBS_PASSWORD.');
  return parseSnapshot(text, namespace);
}

function readBackend(context: CommandContext): BackendFlags | null {
  const listen = textFlag(context, 'backend');
  const cert = textFlag(context, 'backend-cert');
  const key = textFlag(context, 'backend-key');
  if (listen === undefined) {
    if (cert === undefined && key === undefined) return null;
    throw new OperatorError('--backend-cert and --backend-key need --backend.', 'Say where the box leads to.');
  }
  const at = parseHostPort('backend', listen, pbsPort);
  if (cert === undefined && key === undefined) return { listen: at, tls: null };
  if (cert === undefined) throw new OperatorError('--backend-key needs --backend-cert.', 'Give both.');
  // Some keep both in one file.
  return { listen: at, tls: { cert: readPem('backend-cert', cert), key: readPem('backend-key', key ?? cert) } };
}

function readPem(flag: string, path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes(flag === 'backend-cert' ? '-----BEGIN CERTIFICATE-----' : 'PRIVATE KEY-----')) return text;
  } catch (error) {
    throw new OperatorError(`${path} cannot be read (${(error as Error).message}).`, `Name a PEM file with --${flag}.`);
  }
  throw new OperatorError(
    `${path} holds no ${flag === 'backend-cert' ? 'certificate' : 'key'}.`,
    `Name a PEM file with --${flag}.`,
  );
}
