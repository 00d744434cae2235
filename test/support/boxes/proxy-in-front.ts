// pbscope's own proxy in front of a box: it must change no verdict. In: the box's port. Out: the proxy's port; and a report without what
// is the proxy's own affair. It accepts what the box shows; a box without TLS gets a proxy that no fingerprint fits.
import type { LbCheckReport } from '../../../src/lbcheck/index.js';
import { dial } from '../../../src/lbcheck/wire/index.js';
import { startClock, startRelay } from '../../../src/sources/relay/index.js';
import { openTestCertificates } from '../relay-rig.js';
import type { Lifetime } from '../running-server.js';

export async function startProxyInFront(lifetime: Lifetime, port: number): Promise<number> {
  const relay = await startRelay({
    listen: { host: '127.0.0.1', port: 0 },
    upstream: { host: '127.0.0.1', port },
    verify: { kind: 'fingerprint', sha256: (await fingerprintOf(port)) ?? '00'.repeat(32) },
    certificates: await openTestCertificates(lifetime),
    clock: startClock(),
    observe: () => undefined,
    onNotice: () => undefined,
  });
  lifetime.after(() => relay.stop('now'));
  return relay.address.port;
}

async function fingerprintOf(port: number): Promise<string | null> {
  const dialed = await dial({ host: '127.0.0.1', port });
  if (dialed.kind !== 'secure') return null;
  dialed.channel.destroy();
  return dialed.handshake.certificate.fingerprint;
}

/** Whose certificate is shown is the proxy's own affair; all else must be the same. */
export function verdictOf(report: LbCheckReport): unknown {
  const { cert: _cert, fingerprint: _fingerprint, ...facts } = report.verdict.facts;
  return {
    outcome: report.verdict.outcome,
    findings: report.verdict.findings,
    facts,
    states: report.checks.map(({ id, state }) => [id, state]),
  };
}
