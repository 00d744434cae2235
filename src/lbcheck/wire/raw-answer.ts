// What answers a ClientHello that no TLS handshake came of: a listener without TLS, a PROXY header in front of it, TLS within TLS.
// In: a target. Out: the first bytes that came back, and how it ended. The ClientHello is Node's own, made without a network.
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { openTcp, type Target } from './dial.js';

export interface RawAnswer {
  readonly bytes: Buffer;
  readonly how: 'closed' | 'reset' | 'open' | 'unreachable';
}

/** PBS 3.x takes a second to decide that a silent connection is plain HTTP. */
const patienceMs = 4000;
/** A status line and the headers behind it. */
const enoughBytes = 600;

export async function readRawAnswer(target: Target): Promise<RawAnswer> {
  const hello = await makeClientHello(target.host);
  const tcp = await openTcp(target);
  if ('kind' in tcp) return { bytes: Buffer.alloc(0), how: 'unreachable' };
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const settle = (how: RawAnswer['how']): void => {
      clearTimeout(timer);
      tcp.destroy();
      resolve({ bytes, how });
    };
    const timer = setTimeout(() => settle('open'), patienceMs);
    tcp.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      if (bytes.length >= enoughBytes) settle('open');
    });
    tcp.on('end', () => settle('closed')).on('error', () => settle('reset'));
    tcp.write(hello);
  });
}

function makeClientHello(host: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const line = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        done();
        resolve(bytes);
        setImmediate(() => line.destroy()); // it is being written by the very call that makes the socket
      },
    });
    const tls = connect({ socket: line, host, rejectUnauthorized: false });
    tls.on('error', () => undefined); // it never gets an answer
  });
}
