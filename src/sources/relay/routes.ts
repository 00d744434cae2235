// Where a connection leads: the upstream, by the name that the client's TLS asks for or by the target of its CONNECT. In: the relay's
// options. Out: a route each, with its own verification, emulated line and kernel sampler. Names that nobody has lead to the first.
import { createLine, type Line, realSurroundings } from './line/index.js';
import type { HostPort, RelayLimits, RelayOptions, RelayTarget } from './relay-options.js';
import { type AskKernel, createSsAsker, createTcpSampler, type TcpSampler } from './tcp-facts/index.js';
import { createUpstream, type Upstream } from './upstream/index.js';

export interface Route {
  readonly upstream: Upstream;
  readonly line: Line | null;
  readonly tcpSampler: TcpSampler | null;
}

export interface Routes {
  readonly first: Route;
  /** By SNI; null where the client sent none. */
  byName(serverName: string | null): Route;
  /** Null: CONNECT does not lead there. */
  byTarget(host: string, port: number): Route | null;
}

export function createRoutes(options: RelayOptions, limits: RelayLimits): Routes {
  const ask = options.askKernel === null ? null : (options.askKernel ?? createSsAsker());
  const first = createRoute(options, options, limits, ask);
  const others = (options.routes ?? []).map((target) => ({ target, route: createRoute(target, options, limits, ask) }));
  const names = new Map<string, Route>();
  for (const { target, route } of others) for (const name of target.serverNames) names.set(name.toLowerCase(), route);
  const { connectAliases = [] } = options;
  const isAt = (place: HostPort, host: string, port: number): boolean =>
    place.host.toLowerCase() === host && place.port === port;
  return {
    first,
    byName: (serverName) => (serverName === null ? undefined : names.get(serverName.toLowerCase())) ?? first,
    byTarget(host, port) {
      if (connectAliases === null) return null;
      const other = others.find(({ target }) => isAt(target.upstream, host, port));
      if (other !== undefined) return other.route;
      return [options.upstream, ...connectAliases].some((place) => isAt(place, host, port)) ? first : null;
    },
  };
}

function createRoute(
  target: Omit<RelayTarget, 'serverNames'>,
  options: RelayOptions,
  limits: RelayLimits,
  ask: AskKernel | null,
): Route {
  const line = target.line === undefined ? null : createLine(target.line, realSurroundings(options.clock.nowMs));
  return {
    upstream: createUpstream({
      host: target.upstream.host,
      port: target.upstream.port,
      serverName: target.upstream.serverName,
      verify: target.verify,
      timeoutMs: limits.upstreamTimeoutMs,
      line: line?.handshake ?? null,
      onKeylog: options.onKeylog,
    }),
    line,
    tcpSampler:
      ask === null
        ? null
        : createTcpSampler({
            ask,
            lineRoundTripMs: line?.roundTripMs ?? 0,
            after: (waitMs, call) => setTimeout(call, waitMs).unref(),
          }),
  };
}
