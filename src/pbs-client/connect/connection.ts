// In: where, as whom, how. Out: a connection that REST calls can go over, and that one session can be opened on; a password is
// changed into a ticket first, on the same connection (protocol.md 1.10). Not opened where anything fails.
import type { EndpointName, Json, QueryValue, SessionSide } from '../../core/pbs/index.js';
import type { Repository } from '../repository.js';
import { type ConnectLimits, defaultConnectLimits } from './connect-limits.js';
import { type Credential, isTokenId } from './credential.js';
import { type DialectName, dialects } from './dialects.js';
import { logIn } from './login.js';
import { startRenewal } from './renewal.js';
import { callRest } from './rest-call.js';
import { openSecureConnection, type SecureConnection } from './secure-connection.js';
import { type Session, startSession } from './session.js';
import type { ConnectProxy } from './tunnel.js';
import { type SnapshotName, upgrade } from './upgrade.js';

export interface ConnectOptions {
  readonly repository: Repository;
  /** Of the token that `repository.authId` names, or the password of the user. */
  readonly secret: string;
  /** SHA-256 of the leaf, hex with or without colons; null: the system's CAs only. */
  readonly fingerprint: string | null;
  /** From ALL_PROXY. */
  readonly proxy?: ConnectProxy;
  /** Whose heads and SETTINGS; the official file client's when absent. */
  readonly dialect?: DialectName;
  readonly limits?: Partial<ConnectLimits>;
}

export interface Connection {
  /** A REST call: the `data` of its reply. */
  ask(name: EndpointName, values?: Readonly<Record<string, QueryValue>>): Promise<Json>;
  /** Takes the connection over. */
  openSession(side: SessionSide, snapshot: SnapshotName): Promise<Session>;
  close(): void;
}

export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const limits = { ...defaultConnectLimits, ...options.limits };
  const { repository } = options;
  const secure = await openSecure(options, limits);
  const credential = await prove(secure, options, limits);
  const speaker = { dialect: dialects[options.dialect ?? 'file'], repository, credential };
  return {
    ask: async (name, values = {}) =>
      (await callRest(secure.socket, { name, values, repository, credential }, limits.requestTimeoutMs)).data,
    openSession: async (side, snapshot) => {
      await upgrade(secure.socket, side, snapshot, speaker, limits.upgradeTimeoutMs);
      const session = startSession(secure, speaker);
      if (credential.kind === 'token') return session;
      const renewal = startRenewal(repository, credential, limits, () => openSecure(options, limits));
      return {
        ...session,
        close: (how) => {
          renewal.stop();
          return session.close(how);
        },
      };
    },
    close: () => secure.socket.destroy(),
  };
}

function openSecure(options: ConnectOptions, limits: ConnectLimits): Promise<SecureConnection> {
  const { repository, fingerprint, proxy = null } = options;
  return openSecureConnection({ host: repository.host, port: repository.port, fingerprint, proxy }, limits);
}

async function prove(
  { socket }: SecureConnection,
  { repository, secret }: ConnectOptions,
  limits: ConnectLimits,
): Promise<Credential> {
  if (isTokenId(repository.authId)) return { kind: 'token', authId: repository.authId, secret };
  try {
    return await logIn(socket, repository, secret, limits.requestTimeoutMs);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
