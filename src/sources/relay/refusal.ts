// What a client gets whose upstream cannot be had: its TLS is there, its first request is read, the answer is a 502 with the reason in
// one line (the PBS client prints it), then a clean end. In: the client's leg and the reason. Out: a promise of the end.
import { formatRefusal } from './entry/index.js';
import type { Leg } from './leg.js';
import type { Tap } from './tap.js';

/** How long a request head may take to come. */
const headTimeoutMs = 10_000;
/** What is kept of it to find its end; a request that is longer is answered at once. */
const maxHeadBytes = 65_536;
/** A body that follows is read and dropped for so long: closing on unread bytes would reset the answer away. */
const lingerMs = 5_000;

export async function refuse(leg: Leg, sentence: string, tap: Tap): Promise<void> {
  const { tls, tcp } = leg;
  const isClosed = new Promise<void>((resolve) => tls.once('close', () => resolve()));
  tls.on('error', () => tls.destroy());
  await Promise.race([readHead(leg, tap), isClosed]);
  if (tls.destroyed) return;
  const reply = Buffer.from(formatRefusal('502 Bad Gateway', `pbscope: ${sentence}`));
  tls.end(reply);
  tap.sawBytes('toClient', reply);
  tls.resume();
  const linger = setTimeout(() => tcp.destroy(), lingerMs);
  await isClosed;
  clearTimeout(linger);
}

function readHead({ tls }: Leg, tap: Tap): Promise<void> {
  return new Promise((resolve) => {
    let head = '';
    const settle = (): void => {
      clearTimeout(deadline);
      tls.off('readable', advance);
      tls.off('end', settle);
      resolve();
    };
    const deadline = setTimeout(settle, headTimeoutMs);
    const advance = (): void => {
      for (let bytes = tls.read() as Buffer | null; bytes !== null; bytes = tls.read() as Buffer | null) {
        tap.sawBytes('toServer', bytes);
        if (head.length <= maxHeadBytes) head += bytes.toString('latin1');
      }
      if (head.includes('\r\n\r\n') || head.length > maxHeadBytes) settle();
    };
    tls.on('readable', advance);
    tls.on('end', settle);
    advance();
  });
}
