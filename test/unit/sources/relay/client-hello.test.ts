// The ClientHello reader: real hellos, hellos in pieces and over records, odd names, and any bytes at all.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import fc from 'fast-check';
import { parseClientHello } from '../../../../src/sources/relay/entry/client-hello.js';

/** The first flight of a real client. */
async function realHello(options: ConnectionOptions): Promise<Buffer> {
  const flight = new Duplex({
    read() {},
    write(bytes, _encoding, done) {
      flight.emit('flight', bytes);
      done();
    },
  });
  const arrived = once(flight, 'flight');
  const client = connect({ socket: flight, ...options });
  const [bytes] = (await arrived) as [Buffer];
  client.destroy();
  return Buffer.from(bytes);
}

/** Bytes behind their own length. */
const part = (lengthBytes: 1 | 2, bytes: Buffer): Buffer => {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(bytes.length, 0, lengthBytes);
  return Buffer.concat([length, bytes]);
};

interface MadeHello {
  readonly serverName?: string;
  readonly extensions?: Buffer;
}

function madeMessage({ serverName, extensions = Buffer.alloc(0) }: MadeHello): Buffer {
  const name = part(2, Buffer.concat([Buffer.from([0]), part(2, Buffer.from(serverName ?? ''))]));
  const sni = serverName === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0, 0]), part(2, name)]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    part(1, Buffer.alloc(32, 9)),
    part(2, Buffer.from('1301', 'hex')),
    part(1, Buffer.from([0])),
    part(2, Buffer.concat([sni, extensions])),
  ]);
  return Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 0xff]), body]);
}

const record = (fragment: Buffer): Buffer => Buffer.concat([Buffer.from([0x16, 3, 1]), part(2, fragment)]);

test('a real hello gives its server name and its ALPN offer', async () => {
  const bytes = await realHello({ servername: 'pbs.example.org', ALPNProtocols: ['h2', 'http/1.1'] });
  assert.deepEqual(parseClientHello(bytes), {
    kind: 'hello',
    serverName: 'pbs.example.org',
    alpnOffered: ['h2', 'http/1.1'],
  });
});

test('a hello without a name and without ALPN, as PBS clients of 4.x send for an address', async () => {
  const bytes = await realHello({ servername: '' });
  assert.deepEqual(parseClientHello(bytes), { kind: 'hello', serverName: null, alpnOffered: [] });
});

test('IP literals as server names, as PBS clients of 3.x send them, brackets included', () => {
  for (const serverName of ['127.0.0.1', '[::1]']) {
    const found = parseClientHello(record(madeMessage({ serverName })));
    assert.equal(found.kind === 'hello' && found.serverName, serverName);
  }
});

test('every cut of a hello is incomplete until the last byte is there', async () => {
  const bytes = await realHello({ servername: 'localhost', ALPNProtocols: ['h2'] });
  for (let length = 0; length < bytes.length; length += 1) {
    assert.equal(parseClientHello(bytes.subarray(0, length)).kind, 'incomplete', `at ${length}`);
  }
  assert.equal(parseClientHello(bytes).kind, 'hello');
});

test('a hello may be cut over several records', () => {
  const message = madeMessage({ serverName: 'pbs.example.org' });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: message.length - 1 }), { maxLength: 6 }), (cuts) => {
      const edges = [0, ...new Set(cuts.sort((a, b) => a - b)), message.length];
      const records = edges.slice(1).map((end, index) => record(message.subarray(edges[index], end)));
      const found = parseClientHello(Buffer.concat(records));
      assert.equal(found.kind === 'hello' && found.serverName, 'pbs.example.org');
    }),
  );
});

const oddHellos: readonly (readonly [hex: string, detail: string])[] = [
  ['160301000502ffffffff', 'handshake message 2 came first'],
  ['1603010000', 'record of 0 bytes'],
  ['160301ffff01', 'record of 65535 bytes'],
  ['1602000005', 'record version 2.0'],
  ['160301000401ffffff', 'a ClientHello of 16777215 bytes'],
  ['16030100050100000103', 'a ClientHello whose lengths disagree'],
  ['1603010004010000ff15030300020100', 'record type 21 where a handshake was expected'],
];
for (const [hex, detail] of oddHellos) {
  test(`${hex} is named: ${detail}`, () => {
    assert.deepEqual(parseClientHello(Buffer.from(hex, 'hex')), { kind: 'malformed', detail });
  });
}

test('no bytes make the reader throw (Law 4)', () => {
  const message = madeMessage({ serverName: 'a.b', extensions: Buffer.from('001000050003026832', 'hex') });
  const whole = record(message);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      parseClientHello(bytes);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      (bytes) => void parseClientHello(Buffer.from([0x16, 3, 1, ...bytes])),
    ),
  );
});
