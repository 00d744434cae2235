// The cutter of --pcapng: secrets masked byte for byte however the bytes are cut, frames whole or snapped, nothing lost or moved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cutter, type Piece } from '../../../../src/sinks/pcapng/cutter.js';
import { maskSecrets } from '../../../../src/sinks/pcapng/mask-secrets.js';

const head = [
  'GET /api2/json/backup?store=tank HTTP/1.1',
  'authorization: PBSAPIToken root@pam!t:1234-secret',
  'Cookie: PBSAuthCookie=PBS:secret',
  'host: pbs.example.com',
  '',
  '',
].join('\r\n');
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const frame = (type: number, payloadBytes: number): Buffer => {
  const bytes = Buffer.alloc(9 + payloadBytes, 0x2e);
  bytes.writeUIntBE(payloadBytes, 0, 3);
  bytes[3] = type;
  return bytes;
};
const sent = Buffer.concat([Buffer.from(head + preface), frame(4, 12), frame(1, 40), frame(0, 5000), frame(0, 3)]);

const cut = (bytes: Buffer, places: readonly number[], snapBytes: number | null): Piece[] => {
  const cutter = new Cutter('toServer', snapBytes);
  const edges = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  const pieces = edges.slice(1).flatMap((edge, at) => [...cutter.feed(bytes.subarray(edges[at], edge))]);
  return [...pieces, ...cutter.end()];
};
const join = (pieces: readonly Piece[]): string => Buffer.concat(pieces.map((piece) => piece.bytes)).toString('latin1');

test('without a snap the bytes come out as they came, but for secrets, wherever they are cut', () => {
  const masked = sent
    .toString('latin1')
    .replace('PBSAPIToken root@pam!t:1234-secret', (value) => '*'.repeat(value.length))
    .replace('PBSAuthCookie=PBS:secret', (value) => '*'.repeat(value.length));
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
      assert.equal(join(cut(sent, places, null)), masked);
    }),
  );
});

test('with a snap each frame is one piece of its true length, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
      const frames = cut(sent, places, 100).slice(-4);
      assert.deepEqual(
        frames.map(({ bytes, byteCount }) => [bytes.length, byteCount]),
        [
          [21, 21],
          [49, 49],
          [109, 5009],
          [12, 12],
        ],
      );
    }),
  );
});

test('any bytes whatever: no more out than in, and every byte is accounted for', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('toServer', 'toClient'), (bytes, direction) => {
      const cutter = new Cutter(direction as 'toServer' | 'toClient', 10);
      const pieces = [...cutter.feed(bytes), ...cutter.end()];
      assert.equal(
        pieces.reduce((sum, piece) => sum + piece.byteCount, 0),
        bytes.length,
      );
    }),
  );
});

test('a switch of protocols: what the server says behind its 101 is a piece of its own', () => {
  const cutter = new Cutter('toClient', null);
  const reply = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n';
  const pieces = [...cutter.feed(Buffer.concat([Buffer.from(reply), frame(4, 0)]))];
  assert.deepEqual(
    pieces.map((piece) => piece.byteCount),
    [reply.length, 9],
  );
});

for (const [text, expected] of [
  ['username=root@pam&password=geheim', 'username=root@pam&password=******'],
  [
    '{"data":{"ticket":"PBS:x","username":"u","CSRFPreventionToken":"65:y"}}',
    '{"data":{"ticket":"*****","username":"u","CSRFPreventionToken":"****"}}',
  ],
  ['Set-Cookie: a=b\r\nx: y\r\n', 'Set-Cookie: ***\r\nx: y\r\n'],
] as const) {
  test(`masked: ${expected.slice(0, 40).trim()}`, () => {
    assert.equal(maskSecrets(text, 'at-line-start').text, expected);
  });
}
