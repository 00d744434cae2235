// What arrived at the far end of a box, in the words of the checks. In: the tap's connections and the server's heads. Out: one line of
// evidence about how a connection began: TLS and what it asked for, a PROXY header, plain HTTP, TLS within TLS.
import { parseClientHello } from '../../sources/relay/index.js';
import type { TappedConnection } from './tap.js';

export type FirstProtocol = 'http1' | 'http2' | 'other' | 'closed';

export type Beginning =
  | { readonly kind: 'tls'; readonly serverName: string | null; readonly alpnOffered: readonly string[] }
  | { readonly kind: 'proxy-header'; readonly text: string }
  | { readonly kind: 'plain-http'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'nothing' };

/** The first twelve bytes of a PROXY header of version 2. */
const proxyV2 = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const handshakeRecord = 0x16;

export function readBeginning({ firstBytes }: Pick<TappedConnection, 'firstBytes'>): Beginning {
  if (firstBytes.length === 0) return { kind: 'nothing' };
  const text = (firstBytes.toString('latin1').split('\r\n')[0] ?? '').slice(0, 80);
  if (firstBytes.subarray(0, 6).toString('latin1') === 'PROXY ') return { kind: 'proxy-header', text };
  if (firstBytes.subarray(0, proxyV2.length).equals(proxyV2)) return { kind: 'proxy-header', text: 'PROXY version 2' };
  if (firstBytes[0] === handshakeRecord) {
    const hello = parseClientHello(firstBytes);
    return hello.kind === 'hello'
      ? { kind: 'tls', serverName: hello.serverName, alpnOffered: hello.alpnOffered }
      : { kind: 'tls', serverName: null, alpnOffered: [] };
  }
  if (/^[A-Z]+ \S+ HTTP\/\d/.test(text)) return { kind: 'plain-http', text };
  return { kind: 'unknown', text: firstBytes.toString('hex', 0, 16) };
}
