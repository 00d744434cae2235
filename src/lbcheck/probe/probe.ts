// What the checks of one run have in common: the target, the account, the far end, and the few things that several of them look at,
// asked once. In: the options of a run. Out: handshakes, replies and tunnels through the box, each with what arrived behind it.
import { formatTarget, type SessionSide, upgradeNames } from '../../core/pbs/index.js';
import type { SnapshotName } from '../../pbs-client/index.js';
import type { ArrivedHead } from '../../pbs-server/index.js';
import type { Backend, TappedConnection } from '../backend/index.js';
import type { Depth } from '../check.js';
import type { Signs } from '../products/index.js';
import {
  type Dialed,
  type DialOptions,
  dial,
  type Exchanged,
  exchange,
  type Request,
  type Target,
} from '../wire/index.js';
import { type Account, Credentials } from './credentials.js';
import { type BusySession, keepBusy } from './hold.js';
import { type Openable, type Opening, openTunnel } from './open-tunnel.js';
import { Throttle } from './throttle.js';

export interface ProbeLimits {
  /** The longest silence that is tried. */
  readonly idleMaxMs: number;
  /** The greatest age of a busy session that is tried. */
  readonly ageMaxMs: number;
  /** For the answer to a request; `defaultReplyTimeoutMs` unless there is a reason. */
  readonly replyTimeoutMs: number;
}

export interface ProbeOptions {
  readonly target: Target;
  /** SHA-256 that the client is configured with; null: the system's CAs only. */
  readonly fingerprint: string | null;
  /** SHA-256 of PBS's own certificate, where the user knows it. */
  readonly serverFingerprint: string | null;
  /** With a backend, its own token is used. */
  readonly account: Account | null;
  readonly backend: Backend | null;
  /** What readers may be opened on. */
  readonly snapshot: SnapshotName | null;
  readonly limits: ProbeLimits;
  readonly signal: AbortSignal;
  /** A step of a long wait. */
  readonly onWait: (what: string, remainingMs: number) => void;
}

/** What came to the far end while something was asked. */
export interface Arrived {
  readonly heads: readonly ArrivedHead[];
  readonly connections: readonly TappedConnection[];
  /** Of before, which brought no request: a box that failed once may not try again for a while. */
  readonly earlier: readonly TappedConnection[];
}

export type Asked =
  | { readonly kind: 'asked'; readonly exchanged: Exchanged; readonly arrived: Arrived | null }
  | Exclude<Dialed, { kind: 'secure' }>
  | { readonly kind: 'not-trusted'; readonly detail: string };

export interface AskOptions extends DialOptions {
  readonly timeoutMs?: number;
  /** False: sent without credentials. */
  readonly withCredentials?: boolean;
}

/** A box may wait for its own connect timeout; PBS's 401 takes 3 s. */
export const defaultReplyTimeoutMs = 15_000;

export class Probe {
  readonly options: ProbeOptions;
  readonly depth: Depth;
  readonly signs: Signs = { replies: [], badRequest: null };
  readonly credentials: Credentials;
  readonly throttle: Throttle;
  readonly #tunnels = new Map<string, Promise<Opening>>();
  #handshake: Promise<Dialed> | null = null;
  #busy: Promise<BusySession | null> | null = null;
  #lastTimeSeconds = 0;
  #readerCount = 0;

  constructor(options: ProbeOptions) {
    const { backend } = options;
    const account =
      backend === null
        ? options.account
        : { authId: backend.token.tokenId, secret: backend.token.secret, store: backend.store, namespace: '' };
    this.options = { ...options, account };
    this.throttle = new Throttle(options.signal);
    this.depth = backend !== null ? 'both-ends' : account !== null ? 'token' : 'none';
    this.credentials = new Credentials(account, this.hostHeader, (request) => this.#send(request, {}));
  }

  get hostHeader(): string {
    const { host, port } = this.options.target;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  get store(): string {
    return this.options.account?.store ?? 'store';
  }

  /** The first handshake, without ALPN, as the official client makes it; its connection is closed. */
  handshake(): Promise<Dialed> {
    this.#handshake ??= this.dial({}).then((dialed) => {
      if (dialed.kind === 'secure') dialed.channel.destroy();
      return dialed;
    });
    return this.#handshake;
  }

  dial(options: DialOptions): Promise<Dialed> {
    return dial(this.options.target, { signal: this.options.signal, ...options });
  }

  /** Null: credentials may be sent there. */
  trustFault(dialed: Dialed & { readonly kind: 'secure' }): string | null {
    const { certificate } = dialed.handshake;
    const { backend, fingerprint } = this.options;
    if (backend !== null || certificate.fault === null) return null; // the account behind a backend of ours opens nothing else
    if (fingerprint !== null && bare(certificate.fingerprint) === bare(fingerprint)) return null;
    return `its certificate is not the expected one; its fingerprint is ${certificate.fingerprint}`;
  }

  /** One request on a connection of its own. */
  async ask(
    request: Omit<Request, 'headers'> & { readonly headers?: Request['headers'] },
    options: AskOptions = {},
  ): Promise<Asked> {
    const credential = options.withCredentials === false ? [] : await this.credentials.headers();
    const headers = request.headers ?? [...credential, ['host', this.hostHeader] as const];
    return this.#send({ ...request, headers }, options);
  }

  #send(request: Request, options: AskOptions): Promise<Asked> {
    return this.throttle.through(
      () => this.#sendOnce(request, options),
      (asked) => (asked.kind === 'asked' ? asked.exchanged : null),
    );
  }

  async #sendOnce(request: Request, options: AskOptions): Promise<Asked> {
    const mark = this.markArrivals();
    const dialed = await this.dial(options);
    if (dialed.kind !== 'secure') return dialed;
    const { channel } = dialed;
    const fault = this.trustFault(dialed);
    const hasSecret =
      request.headers.some(([name]) => /^(?:authorization|cookie)$/i.test(name)) || request.method === 'POST';
    if (fault !== null && hasSecret) {
      channel.destroy();
      return { kind: 'not-trusted', detail: fault };
    }
    const exchanged = await exchange(channel, request, options.timeoutMs ?? this.options.limits.replyTimeoutMs);
    channel.destroy();
    this.noteReply(exchanged);
    return { kind: 'asked', exchanged, arrived: mark() };
  }

  /** Products show in what they answer. */
  noteReply(exchanged: Exchanged): void {
    if (exchanged.kind === 'reply') this.signs.replies.push(exchanged);
  }

  markArrivals(): () => Arrived | null {
    const { backend } = this.options;
    const headCount = backend?.heads.length ?? 0;
    const connectionCount = backend?.connections.length ?? 0;
    return () =>
      backend === null
        ? null
        : {
            heads: backend.heads.slice(headCount),
            connections: backend.connections.slice(connectionCount),
            earlier: backend.connections.slice(0, connectionCount).filter(({ protocol }) => protocol !== 'http1'),
          };
  }

  /** A box that looks after its servers may have missed the one that has just begun to listen. */
  async awaitBackend(): Promise<void> {
    if (this.options.backend === null) return;
    const startedAtMs = performance.now();
    const target = formatTarget('ping');
    for (;;) {
      const asked = await this.ask({ method: 'GET', target }, { withCredentials: false });
      const isUnavailable = asked.kind === 'asked' && asked.exchanged.kind === 'reply' && asked.exchanged.status >= 500;
      const remainingMs = startedAtMs + backendPatienceMs - performance.now();
      const didArrive = asked.kind === 'asked' && (asked.arrived?.connections.length ?? 0) > 0;
      if (!isUnavailable || didArrive || remainingMs <= 0 || this.options.signal.aborted) return;
      this.options.onWait('the box finds its server', remainingMs);
      await new Promise((resolve) => setTimeout(resolve, backendRetryMs));
    }
  }

  /** The session that most checks look at: opened once, and again when it was cut meanwhile. */
  async sharedTunnel(side: SessionSide): Promise<Opening> {
    const known = await this.#tunnels.get(side);
    // The steps of others are silence for it: a short idle limit ends it, which says nothing about what is asked next.
    if (known !== undefined && (known.kind !== 'tunnel' || known.tunnel.channel.end === null)) return known;
    const opening = this.openTunnel(side, `shared-${side}`);
    this.#tunnels.set(side, opening);
    return opening;
  }

  /** The control of all checks that wait. */
  busySession(): Promise<BusySession | null> {
    this.#busy ??= keepBusy(this, 'busy');
    return this.#busy;
  }

  /** Ends what is shared: on a real PBS its group is locked as long. */
  async closeShared(): Promise<void> {
    for (const opening of this.#tunnels.values()) {
      const opened = await opening;
      if (opened.kind === 'tunnel') opened.tunnel.channel.destroy();
    }
    this.#tunnels.clear();
  }

  openTunnel(side: SessionSide, label: string, change: Partial<Openable> = {}): Promise<Opening> {
    const snapshot = this.snapshotFor(side, label);
    if (snapshot === null) return Promise.resolve({ kind: 'nothing-to-read' });
    const { replyTimeoutMs: timeoutMs } = this.options.limits;
    return this.throttle.through(
      () => openTunnel(this, { side, snapshot, timeoutMs, hasConnection: true, ...change }),
      (opened) => (opened.kind === 'refused' ? opened.exchanged : null),
    );
  }

  snapshotFor(side: SessionSide, label: string): SnapshotName | null {
    const { backend, account, snapshot } = this.options;
    if (side === 'reader') return snapshot ?? backend?.takeSnapshot() ?? null;
    this.#lastTimeSeconds = Math.max(Math.floor(Date.now() / 1000), this.#lastTimeSeconds + 1);
    const id = backend === null ? 'benchmark' : `lbcheck-${label}`;
    return { type: 'host', id, timeSeconds: this.#lastTimeSeconds, namespace: account?.namespace ?? '' };
  }

  upgradeTarget(side: SessionSide, snapshot: SnapshotName): string {
    return formatTarget(side === 'backup' ? 'openBackup' : 'openReader', {
      'backup-id': snapshot.id,
      'backup-time': snapshot.timeSeconds,
      'backup-type': snapshot.type,
      ...(side === 'backup' ? { benchmark: this.options.backend === null, debug: false } : { debug: true }),
      ns: snapshot.namespace === '' ? undefined : snapshot.namespace,
      store: this.store,
    });
  }

  /** Readers of one snapshot ask alike: behind a box of ours they are told apart by this. */
  #agentFor(side: SessionSide): string {
    if (side === 'backup' || this.options.backend === null) return clientAgent;
    this.#readerCount += 1;
    return `${clientAgent} reader/${this.#readerCount}`;
  }

  async upgradeHeaders(side: SessionSide, hasConnection: boolean): Promise<Request['headers']> {
    return [
      ['user-agent', this.#agentFor(side)],
      ['content-type', 'application/x-www-form-urlencoded'],
      ...(await this.credentials.headers()),
      ...(hasConnection ? [['connection', 'upgrade'] as const] : []),
      ['upgrade', upgradeNames[side]],
      ['host', this.hostHeader],
    ];
  }
}

const clientAgent = 'proxmox-backup-client/1.0';
/** Health checks come every few seconds, and want more than one success. */
const backendPatienceMs = 8000;
const backendRetryMs = 500;
const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();
