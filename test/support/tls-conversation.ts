// In: how two TLS peers are set up and what they say. Out: every flight of bytes between them, in order, and their key log. The
// peers are Node's own (OpenSSL) without a socket between them: a witness that is not our code.
import { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, TLSSocket, type TLSSocketOptions } from 'node:tls';
import {
  cryptoProvider,
  formatPrivateKey,
  generateKeys,
  signingAlgorithm,
  X509CertificateGenerator,
} from '../../src/x509/index.js';
import type { ScriptStep } from './tcp-script.js';

export interface Recorded {
  readonly steps: readonly ScriptStep[];
  readonly keylog: string;
  /** SHA-256 of the server's leaf, lower-case hex with colons. */
  readonly fingerprint: string;
}

export interface Speech {
  readonly client?: ConnectionOptions;
  readonly server?: TLSSocketOptions;
  /** Said one after the other, each when the one before has arrived. */
  readonly says?: readonly { readonly from: 'client' | 'server'; readonly bytes: Uint8Array }[];
  /** Who says goodbye at the end; nobody unless told. */
  readonly closer?: 'client' | 'server';
}

async function makeCertificate(): Promise<{ key: string; cert: string; fingerprint: string }> {
  const keys = await generateKeys();
  const options = { name: 'CN=test', keys, signingAlgorithm, notBefore: new Date(0), notAfter: new Date(2e12) };
  const cert = (await X509CertificateGenerator.createSelfSigned(options, cryptoProvider)).toString('pem');
  const fingerprint = new X509Certificate(cert).fingerprint256.toLowerCase();
  return { key: formatPrivateKey(keys.privateKey), cert, fingerprint };
}

/** Two ends of a line that lies in memory; what each writes is noted. */
function makeLine(note: (from: 'client' | 'server', bytes: Buffer) => void): { client: Duplex; server: Duplex } {
  const makeEnd = (from: 'client' | 'server', peer: () => Duplex): Duplex =>
    new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        note(from, bytes);
        peer().push(bytes);
        done();
      },
      final(done) {
        peer().push(null);
        done();
      },
    });
  const ends: { client: Duplex; server: Duplex } = {
    client: makeEnd('client', () => ends.server),
    server: makeEnd('server', () => ends.client),
  };
  return ends;
}

const once = (socket: TLSSocket, event: string): Promise<void> =>
  new Promise((done) => socket.once(event, () => done()));

async function receive(socket: TLSSocket, byteCount: number): Promise<void> {
  for (let count = 0; count < byteCount; ) {
    const piece = socket.read() as Buffer | null;
    if (piece === null) await once(socket, 'readable');
    else count += piece.length;
  }
}

export async function recordTls(speech: Speech): Promise<Recorded> {
  const steps: ScriptStep[] = [];
  const line = makeLine((from, bytes) => steps.push({ from, what: Buffer.from(bytes) }));
  const { key, cert, fingerprint } = await makeCertificate();
  const server = new TLSSocket(line.server, { isServer: true, key, cert, ...speech.server });
  const client = connect({ socket: line.client, rejectUnauthorized: false, ...speech.client });
  let keylog = '';
  client.on('keylog', (text: Buffer) => {
    keylog += text.toString();
  });
  const failed = Promise.race(
    [client, server].map((socket) => new Promise<'failed'>((done) => socket.on('error', () => done('failed')))),
  );
  const isUp = Promise.all([once(client, 'secureConnect'), once(server, 'secure')]).then(() => 'up' as const);
  if ((await Promise.race([isUp, failed])) === 'up') {
    for (const { from, bytes } of speech.says ?? []) {
      (from === 'client' ? client : server).write(bytes);
      await receive(from === 'client' ? server : client, bytes.length);
    }
    if (speech.closer !== undefined) {
      const [closer, other] = speech.closer === 'client' ? [client, server] : [server, client];
      const ended = once(other, 'end');
      other.resume();
      closer.end();
      await ended;
    }
  }
  client.destroy();
  server.destroy();
  return { steps, keylog, fingerprint };
}
