// In: a verified TLS connection and the snapshot to open. Out: the same connection after the 101, ready for HTTP/2; or the
// server's refusal with its text. Lines and their order as the client of the dialect sends them (protocol.md 1.5, 1.11). The
// 101's own headers are not looked at: third-party servers send it without `Connection` and with the other side's name (1.11).
import type { TLSSocket } from 'node:tls';
import { endpointNamed, formatTarget, type SessionSide, upgradeNames } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { formatHost } from '../repository.js';
import { formatCredential } from './credential.js';
import { readErrorText } from './read-error-text.js';
import { readHead } from './read-head.js';
import { formatGoToken, type Speaker } from './request-head.js';
import { userAgent } from './rest-call.js';

export interface SnapshotName {
  readonly type: 'vm' | 'ct' | 'host';
  readonly id: string;
  /** Unix seconds. */
  readonly timeSeconds: number;
  /** Path like `a/b`; empty for the root. */
  readonly namespace: string;
}

const switchingProtocols = 101;
/** Bad credentials, and good ones without the privilege: for the operator the same class. */
const authenticationStatuses = new Set([401, 403]);

export async function upgrade(
  socket: TLSSocket,
  side: SessionSide,
  snapshot: SnapshotName,
  speaker: Speaker,
  timeoutMs: number,
): Promise<void> {
  const pieces = speaker.dialect.heads === 'go' ? formatGo : formatOfficial;
  for (const piece of pieces(side, snapshot, speaker)) socket.write(piece);
  const { head } = await readHead(socket, timeoutMs, 'http upgrade request timed out');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === switchingProtocols) return;
  const text = (await readErrorText(socket, head)) || head.split('\r\n')[0] || 'the answer is no HTTP';
  socket.destroy();
  throw new ClientFailure(authenticationStatuses.has(status) ? 'authentication' : 'upgrade-refused', text, status);
}

function formatLine(side: SessionSide, snapshot: SnapshotName, { dialect, repository }: Speaker): string {
  const name = side === 'backup' ? 'openBackup' : 'openReader';
  const { debug } = dialect;
  const target = formatTarget(name, {
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    // A reader asks for its log whoever opens it, and knows no benchmark.
    ...(debug === null ? {} : side === 'backup' ? { benchmark: false, debug } : { debug: true }),
    ns: snapshot.namespace === '' ? undefined : snapshot.namespace,
    store: repository.store,
  });
  return `${endpointNamed(name).method} ${target} HTTP/1.1`;
}

function formatOfficial(side: SessionSide, snapshot: SnapshotName, speaker: Speaker): readonly string[] {
  const lines = [
    formatLine(side, snapshot, speaker),
    `user-agent: ${userAgent}`,
    'content-type: application/x-www-form-urlencoded',
    ...formatCredential(speaker.credential),
    'connection: upgrade',
    `upgrade: ${upgradeNames[side]}`,
    `host: ${formatHost(speaker.repository)}`,
  ];
  return [`${lines.join('\r\n')}\r\n\r\n`];
}

/** Four small writes, no `Host`, a single slash. */
function formatGo(side: SessionSide, snapshot: SnapshotName, speaker: Speaker): readonly string[] {
  const { credential } = speaker;
  if (credential.kind !== 'token') throw new ClientFailure('authentication', 'the Go client knows API tokens only');
  return [
    `${formatLine(side, snapshot, speaker).replace('//', '/')}\r\n`,
    `Authorization: ${formatGoToken(credential.authId, credential.secret)}\r\n`,
    `Upgrade: ${upgradeNames[side]}\r\n`,
    'Connection: Upgrade\r\n\r\n',
  ];
}
