// In: a CONNECT proxy and a target. Out: a TCP connection that the proxy has opened to it. As the official client asks: CRLF
// lines, credentials only when given, nothing behind the blank line (protocol.md 1.3).
import type { Socket } from 'node:net';
import { ClientFailure } from '../client-failure.js';
import { readHead } from './read-head.js';

export interface ConnectProxy {
  readonly host: string;
  readonly port: number;
  /** `user:password`, as in ALL_PROXY. */
  readonly credentials: string | null;
}

const defaultProxyPort = 1080;
const maxPort = 65_535;
const proxyPattern =
  /^(?:http:\/\/)?(?:(?<credentials>[^@/]+)@)?(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<host>[^:@/[\]]+))(?::(?<port>\d{1,5}))?\/?$/;

/** `[http://][user:pass@]host[:port]`; null when it is something else. */
export function parseProxy(text: string): ConnectProxy | null {
  const match = proxyPattern.exec(text)?.groups;
  if (match === undefined) return null;
  const port = match['port'] === undefined ? defaultProxyPort : Number(match['port']);
  if (port < 1 || port > maxPort) return null;
  return { host: match['v6'] ?? match['host'] ?? '', port, credentials: match['credentials'] ?? null };
}

export async function openTunnel(
  socket: Socket,
  proxy: ConnectProxy,
  target: string,
  timeoutMs: number,
): Promise<void> {
  const authorization =
    proxy.credentials === null
      ? ''
      : `Proxy-Authorization: Basic ${Buffer.from(proxy.credentials).toString('base64')}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\n${authorization}Host: ${target}\r\n\r\n`);
  const { head, behindBytes } = await readHead(socket, timeoutMs, 'the proxy did not answer in time').catch(
    (error: Error) => {
      throw new ClientFailure('unreachable', `proxy ${proxy.host}:${proxy.port}: ${error.message}`);
    },
  );
  if (/^HTTP\/1\.[01] 200/.test(head) && behindBytes === 0) return;
  socket.destroy();
  if (behindBytes > 0) throw new ClientFailure('unreachable', 'unexpected data after connect response');
  throw new ClientFailure('unreachable', `proxy connect failed - invalid status: ${head.split('\r\n')[0]}`);
}
