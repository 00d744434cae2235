// Clients of the oracle that are at fault themselves, or speak something else. In: a bench. Out: when they have ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createIndex, uploadManifest, writeManifest } from '../../../src/pbs-client/backup/index.js';
import { compressNothing, createCodec } from '../../../src/pbs-client/codec/index.js';
import { defaultConnectLimits } from '../../../src/pbs-client/connect/connect-limits.js';
import type { Session } from '../../../src/pbs-client/connect/index.js';
import { openSecureConnection } from '../../../src/pbs-client/connect/secure-connection.js';
import { IndexChecksum } from '../../../src/pbs-client/index-csum.js';
import { withSession } from '../../../src/pbs-client/with-session.js';
import type { Bench } from './bench.js';
import { attempt, firstSnapshot } from './clients.js';

const codec = createCodec(compressNothing, null);

/** OpenSSL, as in the official clients: it knows no CA, and says so in TLS. Node's client would only hang up. */
export async function refuseCertificate(bench: Bench): Promise<void> {
  const { host, port } = bench.client('observed').repository;
  const words = [
    's_client',
    '-connect',
    `${host}:${port}`,
    '-verify_return_error',
    '-no-CAfile',
    '-no-CApath',
    '-no-CAstore',
  ];
  const client = spawn('openssl', words, { stdio: 'ignore' });
  const [code] = (await once(client, 'close')) as [number | null];
  bench.failures.push(code === 0 ? null : 'the certificate was refused');
}

/** Chunks are sent, no append lists them, and all is closed as if it were whole. */
export const forgetAppends = (bench: Bench): Promise<void> =>
  attempt(bench, (options) =>
    withSession(options, 'backup', firstSnapshot, async (session) => {
      const { wid, name } = await sendOneChunk(session);
      const csum = new IndexChecksum('dynamic').digest();
      await session.call('closeDynamicIndex', { 'chunk-count': 0, csum, size: 0, wid });
      const file = { filename: name, sizeBytes: 0, csum };
      await uploadManifest(session, writeManifest(firstSnapshot, [file], null), codec);
      await session.call('finish');
    }),
  );

/** The archive is still open. */
export const finishTooEarly = (bench: Bench): Promise<void> =>
  attempt(bench, (options) =>
    withSession(options, 'backup', firstSnapshot, async (session) => {
      await sendOneChunk(session);
      await uploadManifest(session, writeManifest(firstSnapshot, [], null), codec);
      await session.call('finish');
    }),
  );

async function sendOneChunk(session: Session): Promise<{ readonly wid: number; readonly name: string }> {
  const name = 'root.pxar.didx';
  const wid = await createIndex(session, 'dynamic', name, null);
  const content = Buffer.alloc(100_000, 1);
  const bytes = codec.encode(content);
  const values = { digest: codec.digest(content), 'encoded-size': bytes.length, size: content.length, wid };
  await session.call('uploadDynamicChunk', values, { contentType: 'application/octet-stream', bytes });
  return { wid, name };
}

/** TLS is fine, and what comes through it is no HTTP. */
export async function speakSomethingElse(bench: Bench): Promise<void> {
  const { repository, fingerprint } = bench.client('observed');
  const { socket } = await openSecureConnection({ ...repository, fingerprint, proxy: null }, defaultConnectLimits);
  socket.on('error', () => undefined); // a reset is an answer too
  socket.resume();
  const closed = once(socket, 'close');
  socket.write(Buffer.from('SSH-2.0-nobody\r\n\r\n'));
  await closed;
}
