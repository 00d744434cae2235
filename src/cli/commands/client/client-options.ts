// The flags that every client command takes, and the environment of the official client (protocol.md 10.2). In: a command's
// context. Out: how to reach which server as whom; or what is missing, as the operator's fault.
import { readFileSync } from 'node:fs';
import {
  type ClientOptions,
  type ConnectProxy,
  type DataKey,
  isTokenId,
  parseKeyFile,
  parseProxy,
  parseRepository,
  type Repository,
} from '../../../pbs-client/index.js';
import { type Command, type CommandContext, textFlag } from '../../command.js';
import { OperatorError } from '../../errors/index.js';
import { askHidden } from '../../input/index.js';
import { readSecret } from '../../settings/index.js';

export const connectionOptions = {
  repository: { type: 'string', describe: '[[USER@REALM[!TOKEN]@]HOST[:PORT]:]DATASTORE (also PBS_REPOSITORY)' },
  fingerprint: { type: 'string', describe: "SHA-256 of the server's certificate (also PBS_FINGERPRINT)" },
  ns: { type: 'string', describe: 'namespace, for example prod/web' },
} as const satisfies Command['options'];

export const keyOptions = {
  keyfile: { type: 'string', describe: 'key file of the official client (its password: PBS_ENCRYPTION_PASSWORD)' },
} as const satisfies Command['options'];

export async function readClientOptions(context: CommandContext, signal: AbortSignal): Promise<ClientOptions> {
  const repository = readRepository(context);
  const fingerprint = textFlag(context, 'fingerprint') ?? process.env['PBS_FINGERPRINT'] ?? '';
  const proxy = readProxy();
  const key = readKey(context);
  return {
    repository,
    secret: await requireSecret(repository),
    fingerprint: fingerprint === '' ? null : fingerprint,
    ...(proxy === null ? {} : { proxy }),
    ...(key === null ? {} : { key }),
    signal,
  };
}

export function readNamespace(context: CommandContext): string {
  return (textFlag(context, 'ns') ?? '').replace(/^\/+|\/+$/g, '');
}

function readRepository(context: CommandContext): Repository {
  const text = textFlag(context, 'repository') ?? process.env['PBS_REPOSITORY'] ?? '';
  const form = 'It looks like backup@pbs!token@pbs.example.com:8007:store.';
  if (text === '')
    throw new OperatorError('No repository was given.', `Set PBS_REPOSITORY, or use --repository. ${form}`);
  const repository = parseRepository(text);
  if (repository === null) throw new OperatorError(`${text} is no repository.`, form);
  return repository;
}

/** Asked for where somebody can answer. */
async function requireSecret({ authId }: Repository): Promise<string> {
  const secret = readSecret();
  if (secret !== null) return secret;
  if (process.stdin.isTTY && process.stderr.isTTY)
    return askHidden(isTokenId(authId) ? `Secret of ${authId}: ` : `Password of ${authId}: `);
  throw new OperatorError(
    `No secret was given for ${authId}.`,
    'Set PBS_PASSWORD, PBS_PASSWORD_FILE, PBS_PASSWORD_FD or PBS_PASSWORD_CMD.',
  );
}

/** Upper case only, as the official client reads it. */
function readProxy(): ConnectProxy | null {
  const text = process.env['ALL_PROXY'] ?? '';
  if (text === '') return null;
  const proxy = parseProxy(text);
  // Without what stands before an @: it may be a password.
  if (proxy === null)
    throw new OperatorError(
      `ALL_PROXY (${text.replace(/.*@/, '…@')}) is no proxy that can be used.`,
      'It looks like http://user:password@proxy.example.com:3128; only http is spoken.',
    );
  return proxy;
}

function readKey(context: CommandContext): DataKey | null {
  const path = textFlag(context, 'keyfile');
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new OperatorError(`${path} cannot be read (${(error as Error).message}).`, 'Name a key file with --keyfile.');
  }
  const file = parseKeyFile(text, readSecret(process.env, 'PBS_ENCRYPTION_PASSWORD'));
  if (file.kind === 'key') return file.key;
  if (file.kind === 'needs-password')
    throw new OperatorError(`${path} needs a password.`, 'Set PBS_ENCRYPTION_PASSWORD, or its _FILE, _FD or _CMD.');
  throw new OperatorError(`${path} cannot be used: ${file.fault}.`, 'Name a key file with --keyfile.');
}
