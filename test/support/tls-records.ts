// In: traffic secrets and messages. Out: TLS 1.3 hellos and encrypted records, for what Node's own TLS cannot be made to
// send. Derives keys on its own way (RFC 8446 7.1), so that it can disagree with the code under test.
import { createCipheriv, createHmac } from 'node:crypto';

const clientRandom = 'c1'.repeat(32);
const secretBytes = 32;

/** Secrets that are nothing but their label's number: no key exchange takes place. */
export const secrets = {
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: Buffer.alloc(secretBytes, 1),
  SERVER_HANDSHAKE_TRAFFIC_SECRET: Buffer.alloc(secretBytes, 2),
  CLIENT_TRAFFIC_SECRET_0: Buffer.alloc(secretBytes, 3),
  SERVER_TRAFFIC_SECRET_0: Buffer.alloc(secretBytes, 4),
} as const;

export const keylogOf = (labels: readonly (keyof typeof secrets)[]): string =>
  labels.map((label) => `${label} ${clientRandom} ${secrets[label].toString('hex')}\n`).join('');

export const allLabels = Object.keys(secrets) as (keyof typeof secrets)[];

function expand(secret: Buffer, label: string, byteCount: number): Buffer {
  const full = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.from([byteCount >> 8, byteCount & 0xff, full.length, ...full, 0]);
  return createHmac('sha256', secret)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, byteCount);
}

export const nextSecret = (secret: Buffer): Buffer => expand(secret, 'traffic upd', secretBytes);

const record = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 0xff]), body]);

const message = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 0xff]), body]);

const extension = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0, type, body.length >> 8, body.length & 0xff]), body]);

const vector16 = (body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([body.length >> 8, body.length & 0xff]), body]);

export interface HelloOptions {
  readonly hasEarlyData?: boolean;
}

export function clientHello({ hasEarlyData = false }: HelloOptions = {}): Buffer {
  const extensions = Buffer.concat([
    extension(43, Buffer.from([2, 3, 4])),
    hasEarlyData ? extension(42, Buffer.alloc(0)) : Buffer.alloc(0),
  ]);
  const head = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.from(clientRandom, 'hex'),
    Buffer.from([0, 0, 2, 0x13, 1, 1, 0]),
  ]);
  return record(22, message(1, Buffer.concat([head, vector16(extensions)])));
}

/** TLS_AES_128_GCM_SHA256 unless told. */
export function serverHello(cipherSuite = 0x1301): Buffer {
  const head = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 5),
    Buffer.from([0, cipherSuite >> 8, cipherSuite & 0xff, 0]),
  ]);
  return record(22, message(2, Buffer.concat([head, vector16(extension(43, Buffer.from([3, 4])))])));
}

/** Encrypts one record after the other under one secret. */
export class RecordSealer {
  readonly #key: Buffer;
  readonly #iv: Buffer;
  #sequence = 0;

  constructor(secret: Buffer) {
    this.#key = expand(secret, 'key', 16);
    this.#iv = expand(secret, 'iv', 12);
  }

  seal(type: 'alert' | 'handshake' | 'data', content: Uint8Array, paddingBytes = 0): Buffer {
    const number = { alert: 21, handshake: 22, data: 23 }[type];
    const plain = Buffer.concat([content, Buffer.from([number]), Buffer.alloc(paddingBytes)]);
    const header = Buffer.from([23, 3, 3, (plain.length + 16) >> 8, (plain.length + 16) & 0xff]);
    const nonce = Buffer.from(this.#iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence) >>> 0, 8);
    this.#sequence += 1;
    const cipher = createCipheriv('aes-128-gcm', this.#key, nonce);
    cipher.setAAD(header);
    return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

export const finished = message(20, Buffer.alloc(32, 7));
/** EncryptedExtensions with nothing but that. */
export const acceptEarlyData = message(8, vector16(extension(42, Buffer.alloc(0))));
export const keyUpdate = message(24, Buffer.from([0]));
export const newSessionTicket = message(4, Buffer.alloc(200, 9));

/** Both hellos and both Finished, and sealers for what follows. */
export function establish(options: HelloOptions = {}): {
  readonly steps: readonly { readonly from: 'client' | 'server'; readonly what: Buffer }[];
  readonly client: RecordSealer;
  readonly server: RecordSealer;
} {
  const inHandshake = {
    client: new RecordSealer(secrets.CLIENT_HANDSHAKE_TRAFFIC_SECRET),
    server: new RecordSealer(secrets.SERVER_HANDSHAKE_TRAFFIC_SECRET),
  };
  return {
    steps: [
      { from: 'client', what: clientHello(options) },
      { from: 'server', what: Buffer.concat([serverHello(), inHandshake.server.seal('handshake', finished)]) },
      { from: 'client', what: inHandshake.client.seal('handshake', finished) },
    ],
    client: new RecordSealer(secrets.CLIENT_TRAFFIC_SECRET_0),
    server: new RecordSealer(secrets.SERVER_TRAFFIC_SECRET_0),
  };
}
