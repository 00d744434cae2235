// What the embedded client puts on the wire, byte by byte and call by call, against what was measured of the official one
// (protocol.md 1.5, 1.7, 1.9, 4.4, 4.9); and what servers may put in front of it (1.6, 1.11).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BackupSource, backup, restore, type SnapshotName } from '../../src/pbs-client/index.js';
import { decodeEvents, type Sent } from '../support/decode-lines.js';
import { noise, whole } from '../support/noise.js';
import { type HandOn, startTappedServer } from '../support/tapped-server.js';

const snapshot = (timeSeconds: number): SnapshotName => ({ type: 'host', id: 'elsa', timeSeconds, namespace: '' });
const image = noise(9_000_000, 7);
const sources: readonly BackupSource[] = [
  { kind: 'blob', name: 'x.conf', bytes: Buffer.from('hello') },
  { kind: 'image', name: 'disk.img', sizeBytes: image.length, read: () => whole(image) },
];
const fromClient = (sent: readonly Sent[]): Buffer =>
  Buffer.concat(sent.filter((one) => one.direction === 'toServer').map((one) => one.bytes));

/** Requests in order, what differs from run to run left out. */
const callsOf = (sent: readonly Sent[]): string[] =>
  decodeEvents(sent)
    .filter((event) => event.kind === 'requestHead' && event.protocol === 'http2')
    .map((event) => (event.kind === 'requestHead' ? `${event.method} ${event.target}` : ''))
    .map((line) => line.replace(/(digest|csum)=[0-9a-f]{64}/, '$1=…').replace(/encoded-size=\d+/, 'encoded-size=…'));

test('the upgrade request is the official one, line by line', async (context) => {
  const { options, connections } = await startTappedServer(context);
  await backup(options, snapshot(1000), []);
  const bytes = fromClient(connections[0] ?? []);
  const { authId, port } = options.repository;
  assert.deepEqual(bytes.toString('latin1', 0, bytes.indexOf('PRI * ')).split('\r\n'), [
    'GET //api2/json/backup?backup-id=elsa&backup-time=1000&backup-type=host&benchmark=false&debug=true&store=store1 HTTP/1.1',
    'user-agent: proxmox-backup-client/1.0',
    'content-type: application/x-www-form-urlencoded',
    `authorization: PBSAPIToken ${authId}:${options.secret}`,
    'connection: upgrade',
    'upgrade: proxmox-backup-protocol-v1',
    `host: 127.0.0.1:${port}`,
    '',
    '',
  ]);
});

test('HTTP/2 begins with the settings and windows of the official client, and requests have its headers', async (context) => {
  const { options, connections } = await startTappedServer(context);
  await backup(options, snapshot(1000), sources);
  const events = decodeEvents(connections[0] ?? []);
  assert.deepEqual(
    events.flatMap((event) => (event.kind === 'settings' && event.direction === 'toServer' ? [event.settings] : [])),
    [{ INITIAL_WINDOW_SIZE: 2_147_483_646, MAX_FRAME_SIZE: 4_194_304 }],
  );
  const firstUpdate = events.find((event) => event.kind === 'windowUpdate' && event.direction === 'toServer');
  assert.ok(firstUpdate?.kind === 'windowUpdate');
  assert.deepEqual([firstUpdate.stream, firstUpdate.incrementBytes], [0, 2_147_418_111]);
  const heads = events.flatMap((event) => (event.kind === 'requestHead' && event.protocol === 'http2' ? [event] : []));
  assert.ok(heads.length > 5);
  for (const head of heads) {
    assert.equal(head.authority, 'localhost:8007');
    assert.equal(head.credential, null);
    const type = /^PUT/.test(head.method)
      ? 'application/json'
      : head.hasBody
        ? 'application/octet-stream'
        : 'application/x-www-form-urlencoded';
    assert.deepEqual(head.headers, [
      ['user-agent', 'proxmox-backup-client/1.0'],
      ['content-type', type],
    ]);
  }
});

test('calls come in the order of protocol.md 4.4; a second backup of the same sends no chunk', async (context) => {
  const { options, connections } = await startTappedServer(context);
  await backup(options, snapshot(1000), sources);
  await backup(options, snapshot(1001), sources);
  const open = [
    'GET /previous_backup_time',
    'POST /blob?encoded-size=…&file-name=x.conf.blob',
    'POST /fixed_index?archive-name=disk.img.fidx&size=9000000',
  ];
  const close = [
    'PUT /fixed_index',
    'POST /fixed_close?chunk-count=3&csum=…&size=9000000&wid=1',
    'POST /blob?encoded-size=…&file-name=index.json.blob',
    'POST /finish',
  ];
  assert.deepEqual(callsOf(connections[0] ?? []), [
    ...open,
    'POST /fixed_chunk?digest=…&encoded-size=…&size=4194304&wid=1',
    'POST /fixed_chunk?digest=…&encoded-size=…&size=4194304&wid=1',
    'POST /fixed_chunk?digest=…&encoded-size=…&size=611392&wid=1',
    ...close,
  ]);
  assert.deepEqual(callsOf(connections[1] ?? []), [
    'GET /previous_backup_time',
    'GET /previous?archive-name=index.json.blob',
    'POST /blob?encoded-size=…&file-name=x.conf.blob',
    'GET /previous?archive-name=disk.img.fidx',
    'POST /fixed_index?archive-name=disk.img.fidx&size=9000000',
    ...close,
  ]);
});

test('a restore asks for manifest, index and one chunk after another, on the reader protocol', async (context) => {
  const { options, connections } = await startTappedServer(context);
  await backup(options, snapshot(1000), sources);
  await restore(options, snapshot(1000), (fileName) => (fileName === 'disk.img.fidx' ? () => undefined : null));
  const sent = connections[1] ?? [];
  const head = fromClient(sent).toString('latin1', 0, 400);
  assert.match(head, /^GET \/\/api2\/json\/reader\?backup-id=elsa&backup-time=1000&backup-type=host&debug=true&store=/);
  assert.match(head, /\r\nupgrade: proxmox-backup-reader-protocol-v1\r\n/);
  const chunk = 'GET /chunk?digest=…';
  assert.deepEqual(callsOf(sent), [
    'GET /download?file-name=index.json.blob',
    'GET /download?file-name=disk.img.fidx',
    ...[chunk, chunk, chunk],
  ]);
  let openCount = 0;
  for (const event of decodeEvents(sent)) {
    if (event.kind === 'requestHead' && event.protocol === 'http2') openCount += 1;
    if (event.kind === 'bodyEnd' && event.protocol === 'http2' && event.direction === 'toClient') openCount -= 1;
    assert.ok(openCount <= 1);
  }
});

const blankLine = '\r\n\r\n';
const settingsHeaderBytes = 9;
/** Holds the 101 back until the server's first frame stands behind it, then lets both go in one piece. */
const inOnePiece: HandOn = (held) => {
  const end = held.indexOf(blankLine);
  const isHead = held.subarray(0, 5).equals(Buffer.from('HTTP/'));
  const isComplete = !isHead || (end >= 0 && held.length >= end + blankLine.length + settingsHeaderBytes);
  return isComplete ? { now: held, later: Buffer.alloc(0) } : { now: Buffer.alloc(0), later: held };
};
/** As a third-party server sends it: no `Connection`, and the backup protocol's name for readers too. */
const bareUpgrade: HandOn = (held) => ({
  now: Buffer.from(
    held.toString('latin1').replace(/^HTTP\/1\.1 101 [\s\S]*?\r\n\r\n/, 'HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    'latin1',
  ),
  later: Buffer.alloc(0),
});

for (const [what, handOn] of [
  ['a 101 with the SETTINGS in the same piece', inOnePiece],
  ['a 101 without Connection and Upgrade', bareUpgrade],
] as const) {
  test(`${what} is taken`, async (context) => {
    const { options, connections } = await startTappedServer(context, handOn);
    const summary = await backup(options, snapshot(1000), sources);
    const first = connections[0]?.find((one) => one.direction === 'toClient')?.bytes ?? Buffer.alloc(0);
    const head = Buffer.from(first).toString('latin1');
    assert.equal(handOn === inOnePiece, head.length > head.indexOf(blankLine) + blankLine.length);
    assert.equal(handOn === inOnePiece, /\r\nconnection: upgrade\r\n/i.test(head));
    assert.equal(summary.archives[0]?.uploadedBytes, image.length);
    const parts: Uint8Array[] = [];
    await restore(options, snapshot(1000), (fileName) =>
      fileName === 'disk.img.fidx' ? (bytes) => void parts.push(bytes) : null,
    );
    assert.ok(Buffer.concat(parts).equals(image));
  });
}
