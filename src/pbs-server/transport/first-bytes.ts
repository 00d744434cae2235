// The first bytes behind TLS decide what a connection speaks (protocol.md 1.1): HTTP/2 with prior knowledge, or HTTP/1.1.
// In: a fresh socket. Out: the verdict, the bytes put back. An upgrade whose `Connection` does not say so, or
// is missing, is given one that does: PBS looks at `Upgrade` alone (1.5), Node's parser at both. Only the first request is looked at.
import type { Socket } from 'node:net';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** A head that is longer goes to the parser as it is, which has its own limit. */
const maxHeadBytes = 16_384;
const space = 0x20;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** `other`: neither, such as a TLS record within TLS; the HTTP/1.1 parser turns it away at once, as PBS does. */
export type FirstProtocol = 'http1' | 'http2' | 'other' | 'closed';

export function readFirstBytes(socket: Socket): Promise<FirstProtocol> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (verdict: FirstProtocol): void => {
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd);
      if (bytes.length > 0 && verdict !== 'closed') socket.unshift(verdict === 'http1' ? addConnection(bytes) : bytes);
      resolve(verdict);
    };
    const onReadable = (): void => {
      for (let part = socket.read() as Buffer | null; part !== null; part = socket.read() as Buffer | null) {
        bytes = bytes.length === 0 ? part : Buffer.concat([bytes, part]);
      }
      const verdict = classify(bytes);
      if (verdict !== 'more') settle(verdict);
    };
    const onEnd = (): void => settle('closed');
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd);
  });
}

function classify(bytes: Buffer): 'http1' | 'http2' | 'other' | 'more' {
  const [first = space] = bytes;
  if (first < space && first !== carriageReturn && first !== lineFeed) return 'other'; // no method begins so
  const length = Math.min(bytes.length, preface.length);
  if (bytes.subarray(0, length).equals(preface.subarray(0, length))) {
    return length === preface.length ? 'http2' : 'more';
  }
  return bytes.includes('\r\n\r\n') || bytes.length >= maxHeadBytes ? 'http1' : 'more';
}

function addConnection(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end).toString('latin1');
  if (!/\r\nupgrade:/i.test(head) || /\r\nconnection:[^\r]*upgrade/i.test(head)) return bytes;
  return Buffer.concat([bytes.subarray(0, end), Buffer.from('\r\nconnection: upgrade'), bytes.subarray(end)]);
}
