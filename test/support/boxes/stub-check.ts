// lb-check in front of a stub of a box. In: what to check beside the basics. Out: an embedded far end, a report, its verdict in words.
import type { TestContext } from 'node:test';
import {
  type Backend,
  type LbCheckOptions,
  type LbCheckReport,
  runChecks,
  startBackend,
} from '../../../src/lbcheck/index.js';
import { makeStubCertificate, type ShownCertificate } from './shown-certificate.js';

export interface Rig {
  readonly backend: Backend;
  readonly certificate: ShownCertificate;
}

export async function startRig(context: TestContext): Promise<Rig> {
  const backend = await startBackend({ listen: { host: '127.0.0.1', port: 0 }, tls: null, log: () => undefined });
  context.after(() => backend.stop());
  return { backend, certificate: await makeStubCertificate(context) };
}

const base = ['reach', 'tls', 'certificate', 'rest', 'upgrade-backup', 'settings', 'ping'];

export function check(
  { backend }: Rig,
  port: number,
  more: readonly string[],
  change: Partial<LbCheckOptions> = {},
): Promise<LbCheckReport> {
  return runChecks({
    target: { host: '127.0.0.1', port },
    fingerprint: null,
    serverFingerprint: null,
    account: null,
    backend,
    snapshot: null,
    limits: { idleMaxMs: 2500, ageMaxMs: 2500, replyTimeoutMs: 4000 },
    only: [...base, ...more],
    skip: [],
    product: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  });
}

export const verdictOf = ({ verdict }: LbCheckReport): string =>
  [verdict.findings.join(' '), ...(verdict.facts.status === null ? [] : [verdict.facts.status])].join(' ');
