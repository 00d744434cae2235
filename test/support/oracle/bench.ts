// Where a run of the oracle happens: an embedded server with faults, the observed relay before it, and where the run wants them an
// emulated line on either side. In: what is wrong. Out: ways for clients to connect, and the report. All of it in this process.
import { type Observer, startObserver } from '../../../src/cli/running/observer.js';
import type { Report } from '../../../src/core/report/index.js';
import type { ClientOptions } from '../../../src/pbs-client/index.js';
import {
  type CertificateStore,
  type Clock,
  type LineOptions,
  type RelayOptions,
  startClock,
  startRelay,
} from '../../../src/sources/relay/index.js';
import { planOf } from '../faulty-server.js';
import { openTestCertificates } from '../relay-rig.js';
import { type Lifetime, type RunningServer, startTestServer } from '../running-server.js';
import { lineOf } from '../virtual-line.js';

export type LineChanges = Parameters<typeof lineOf>[0];

export interface BenchOptions {
  /** As in a fault file. */
  readonly faults?: readonly object[];
  /** Between the relay and the server. */
  readonly serverLine?: LineChanges;
  /** Between the client and the relay. */
  readonly clientLine?: LineChanges;
  /** Seconds of the run in one of ours: for limits of minutes. Round trips grow alike. */
  readonly speed?: number;
  /** In place of what this kernel tells. */
  readonly askKernel?: RelayOptions['askKernel'];
}

export interface Bench {
  readonly server: RunningServer;
  /** What clients ended with; null where they were content. */
  readonly failures: (string | null)[];
  /** A client as an API token, or as a user with a password; `direct` ones are not observed. */
  client(way: 'observed' | 'direct', as?: 'token' | 'user'): ClientOptions;
  /** As it stands. */
  report(): Report;
  /** Resolves when the report, asked now and then, fits, or when it has not for too long. */
  until(fits: (report: Report) => boolean): Promise<void>;
  /** When all clients have ended: no more is observed. */
  finish(): Promise<Report>;
}

const token = { tokenId: 'backup@pbs!oracle', secret: '6f2c8a34-0000-4000-8000-0c1d2e3f4a5b' };
const user = { userId: 'backup@pbs', password: 'of the oracle' };
const askAgainMs = 50;
/** Then the run is judged as it stands. A stuck call shows after 5 s (D10). */
const patienceMs = 15_000;
/** A server that takes nothing any more is not waited for. */
const drainMs = 1000;

export async function openBench(lifetime: Lifetime, options: BenchOptions): Promise<Bench> {
  const { faults = [], serverLine, clientLine } = options;
  const server = await startTestServer(lifetime, {
    credentials: { tokens: [token], users: [user] },
    ...(faults.length === 0 ? {} : { faults: planOf(faults) }),
  });
  const certificates = await openTestCertificates(lifetime);
  const clock = quickened(startClock(), options.speed ?? 1);
  const observer = startObserver({
    name: 'oracle',
    startedAtUnixMs: clock.startedAtUnixMs,
    nowMs: () => clock.nowMs(),
    onEvent: () => undefined,
  });
  const { address, fingerprint } = server.server;
  const relays = [
    await startBenchRelay(address, fingerprint, certificates, clock, {
      observe: (event) => observer.observe(event),
      ...(serverLine === undefined ? {} : { line: lineOf(serverLine) }),
      ...(options.askKernel === undefined ? {} : { askKernel: options.askKernel }),
    }),
  ];
  const own = certificates.leaf().fingerprint;
  if (clientLine !== undefined) {
    const before = relays[0]?.address ?? address;
    relays.push(await startBenchRelay(before, own, certificates, startClock(), { line: lineOf(clientLine) }));
  }
  const front = relays.at(-1)?.address ?? address;
  const stop = async (how: 'drain' | 'now'): Promise<void> => {
    for (const relay of relays.toReversed()) await relay.stop(how);
  };
  lifetime.after(() => stop('now'));
  return {
    server,
    failures: [],
    client: (way, as = 'token') => ({
      repository: {
        authId: as === 'token' ? token.tokenId : user.userId,
        ...(way === 'observed' ? front : address),
        store: 'store1',
      },
      secret: as === 'token' ? token.secret : user.password,
      fingerprint: way === 'observed' ? own : fingerprint,
    }),
    report: () => reportOf(observer),
    until: (fits) => waitFor(() => fits(reportOf(observer))),
    finish: async () => {
      await Promise.race([stop('drain'), new Promise((resolve) => setTimeout(resolve, drainMs))]);
      await stop('now');
      observer.end();
      return reportOf(observer);
    },
  };
}

const reportOf = ({ analyzer }: Observer): Report => analyzer.report();

const quickened = (clock: Clock, speed: number): Clock => ({ ...clock, nowMs: () => clock.nowMs() * speed });

function startBenchRelay(
  upstream: { readonly host: string; readonly port: number },
  fingerprint: string,
  certificates: CertificateStore,
  clock: Clock,
  options: Partial<RelayOptions> & { readonly line?: LineOptions },
) {
  return startRelay({
    listen: { host: '127.0.0.1', port: 0 },
    upstream,
    verify: { kind: 'fingerprint', sha256: fingerprint },
    certificates,
    clock,
    observe: () => undefined,
    onNotice: () => undefined,
    ...options,
  });
}

async function waitFor(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!isSo() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, askAgainMs));
}
