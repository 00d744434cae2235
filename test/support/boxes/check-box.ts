// lb-check against a running box, at a depth. In: a box, a depth, limits. Out: the report as `--json` prints it, and as text.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defaultReplyTimeoutMs,
  type LbCheckOptions,
  type LbCheckReport,
  renderJson,
  runChecks,
  startBackend,
} from '../../../src/lbcheck/index.js';
import { backup, type SnapshotName } from '../../../src/pbs-client/index.js';
import { startPbsServer } from '../../../src/pbs-server/index.js';

export interface BoxUnderCheck {
  readonly port: number;
  readonly backendPort: number;
  readonly certificate: { readonly certPath: string; readonly keyPath: string } | null;
}

export type Found = Readonly<Record<string, unknown>>;

export interface CheckedBox {
  readonly report: LbCheckReport;
  readonly found: Found;
}

export interface CheckBoxOptions {
  readonly idleMaxMs: number;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Where lb-check connects, if not to the box: a proxy in front of it. */
  readonly frontPort?: number;
}

const optionsOf = (
  { port }: BoxUnderCheck,
  { idleMaxMs, only, skip, frontPort }: CheckBoxOptions,
): Omit<LbCheckOptions, 'backend' | 'account' | 'snapshot'> => ({
  target: { host: '127.0.0.1', port: frontPort ?? port },
  fingerprint: null,
  serverFingerprint: null,
  limits: { replyTimeoutMs: defaultReplyTimeoutMs, idleMaxMs, ageMaxMs: idleMaxMs },
  only: only ?? null,
  skip: skip ?? [],
  product: null,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});

const tlsOf = ({ certificate }: BoxUnderCheck) =>
  certificate === null
    ? null
    : { cert: readFileSync(certificate.certPath, 'utf8'), key: readFileSync(certificate.keyPath, 'utf8') };

export async function checkWithBothEnds(box: BoxUnderCheck, options: CheckBoxOptions): Promise<CheckedBox> {
  const backend = await startBackend({
    listen: { host: '127.0.0.1', port: box.backendPort },
    tls: tlsOf(box),
    log: () => undefined,
  });
  try {
    const report = await runChecks({ ...optionsOf(box, options), account: null, snapshot: null, backend: backend });
    return { report, found: JSON.parse(renderJson(report)) as Found };
  } finally {
    await backend.stop();
  }
}

/** Against a PBS that is not ours: the embedded server, with a stored snapshot to read. */
export async function checkWithToken(box: BoxUnderCheck, options: CheckBoxOptions): Promise<CheckedBox> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-box-store-'));
  const tls = tlsOf(box);
  const server = await startPbsServer({
    listen: { host: '127.0.0.1', port: box.backendPort },
    datastores: [{ name: 'store1', folder }],
    ...(tls === null ? {} : { tls }),
    syncLevel: 'none',
    log: () => undefined,
  });
  const { host, port } = server.address;
  const repository = { authId: server.tokenId, host, port, store: 'store1' };
  const snapshot: SnapshotName = { type: 'host', id: 'read-me', timeSeconds: 1_700_000_000, namespace: '' };
  try {
    await backup({ repository, secret: server.tokenSecret, fingerprint: server.fingerprint }, snapshot, [
      { kind: 'blob', name: 'a.conf', bytes: Buffer.from('a') },
    ]);
    const account = { authId: server.tokenId, secret: server.tokenSecret, store: 'store1', namespace: '' };
    const base = optionsOf(box, options);
    const fingerprint = await seenFingerprint(base);
    const report = await runChecks({
      ...base,
      fingerprint,
      serverFingerprint: server.fingerprint,
      account,
      snapshot,
      backend: null,
    });
    return { report, found: JSON.parse(renderJson(report)) as Found };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the first run tells an admin to set. */
async function seenFingerprint(base: ReturnType<typeof optionsOf>): Promise<string | null> {
  const report = await runChecks({
    ...base,
    only: ['tls', 'certificate'],
    account: null,
    snapshot: null,
    backend: null,
  });
  return report.verdict.facts.fingerprint;
}

/** Names of what differs from a case's expectations; what needs a longer wait than was allowed is left out. */
export function differencesFrom(expected: Found, found: Found, idleMaxMs: number): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const own = found[name];
    if (name === 'idleHeldSec') {
      const tried = Math.min(Number(value), Math.floor(idleMaxMs / 1000));
      return Number(own) >= tried || Number(expected['idleLimitSec']) <= tried
        ? []
        : [`${name}: expected ${tried}, found ${String(own)}`];
    }
    const isBeyondWait = Number(expected['idleLimitSec'] ?? 0) * 1000 >= idleMaxMs;
    if (name === 'idleLimitSec' && isBeyondWait) return [];
    if (name === 'outcome' && value === 'pass-with-idle-limit' && isBeyondWait && own === 'pass') return [];
    const isSame = name === 'body' || name === 'firstBytes' ? String(own ?? '').includes(String(value)) : own === value;
    return isSame ? [] : [`${name}: expected ${JSON.stringify(value)}, found ${JSON.stringify(own)}`];
  });
}
