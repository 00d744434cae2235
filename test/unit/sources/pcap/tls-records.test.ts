// TLS 1.3 records that Node's own peers cannot be made to send, built by hand: key updates, padding, odd cuts, hostile ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from '../../../support/capture-lines.js';
import {
  interfaceBlock,
  packetBlock,
  pcapFile,
  pcapngBlock,
  sectionBlock,
  startSeconds,
} from '../../../support/packets.js';
import { packetsOf, type ScriptStep } from '../../../support/tcp-script.js';
import {
  acceptEarlyData,
  allLabels,
  clientHello,
  establish,
  finished,
  keylogOf,
  keyUpdate,
  newSessionTicket,
  nextSecret,
  RecordSealer,
  secrets,
  serverHello,
} from '../../../support/tls-records.js';

const syn: ScriptStep = { from: 'client', what: 'syn' };
const keylog = keylogOf(allLabels);
const text = (value: string): Buffer => Buffer.from(value);

/** What comes behind TCP's own lines, without the facts of the session. */
async function linesOf(steps: readonly ScriptStep[], keys = keylog): Promise<string[]> {
  const lines = await readLines(pcapFile(packetsOf([syn, ...steps])), { keylog: keys });
  return lines
    .filter((line) => !/ (opened|connected) /.test(line))
    .map((line) => line.replace(/tlsEstablished .*/, 'tlsEstablished').replace(/ clientRandom=.*/, ''));
}

test('KeyUpdate: each direction goes on with the next key, more than once', async () => {
  const { steps, client, server } = establish();
  const second = new RecordSealer(nextSecret(secrets.CLIENT_TRAFFIC_SECRET_0));
  const third = new RecordSealer(nextSecret(nextSecret(secrets.CLIENT_TRAFFIC_SECRET_0)));
  assert.deepEqual(
    await linesOf([
      ...steps,
      { from: 'client', what: client.seal('data', text('one')) },
      { from: 'client', what: client.seal('handshake', keyUpdate) },
      { from: 'client', what: second.seal('data', text('two')) },
      { from: 'client', what: second.seal('handshake', keyUpdate) },
      { from: 'client', what: third.seal('data', text('three')) },
      { from: 'server', what: server.seal('data', text('same key')) },
    ]),
    ['+3 [1] tlsEstablished', '+4 [1] C> "one"', '+6 [1] C> "two"', '+8 [1] C> "three"', '+9 [1] S> "same key"'],
  );
});

test('padding is not content; a record of padding alone is not TLS', async () => {
  const { steps, client } = establish();
  const padded = [client.seal('data', text('padded'), 200), client.seal('data', text(''), 50)];
  const lines = await linesOf([...steps, ...padded.map((what) => ({ from: 'client', what }) as const)]);
  assert.deepEqual(lines, ['+3 [1] tlsEstablished', '+4 [1] C> "padded"']);
});

test('handshake messages split over records, session tickets two to a record', async () => {
  const { steps, server } = establish();
  const tickets = Buffer.concat([newSessionTicket, newSessionTicket]);
  assert.deepEqual(
    await linesOf([
      ...steps,
      { from: 'server', what: server.seal('handshake', tickets.subarray(0, 3)) },
      { from: 'server', what: server.seal('handshake', tickets.subarray(3)) },
      { from: 'server', what: server.seal('data', text('after')) },
    ]),
    ['+3 [1] tlsEstablished', '+6 [1] S> "after"'],
  );
});

test('early data that the server refused are passed over', async () => {
  const early = new RecordSealer(Buffer.alloc(32, 99));
  const { steps, client } = establish({ hasEarlyData: true });
  const [hello, ...rest] = steps;
  assert.deepEqual(
    await linesOf([
      hello!,
      { from: 'client', what: early.seal('data', text('too early')) },
      ...rest,
      { from: 'client', what: client.seal('data', text('in time')) },
    ]),
    ['+4 [1] tlsEstablished', '+5 [1] C> "in time"'],
  );
});

test('early data that the server accepted are not decrypted, and that is said', async () => {
  const early = new RecordSealer(Buffer.alloc(32, 99));
  const inHandshake = new RecordSealer(secrets.SERVER_HANDSHAKE_TRAFFIC_SECRET);
  const lines = await linesOf([
    { from: 'client', what: clientHello({ hasEarlyData: true }) },
    { from: 'client', what: early.seal('data', text('early')) },
    { from: 'server', what: Buffer.concat([serverHello(), inHandshake.seal('handshake', acceptEarlyData)]) },
  ]);
  assert.deepEqual(lines, [
    '+3 [1] missing C> code=tls/unsupported detail=early data, which the server accepted and which is not decrypted',
  ]);
});

test('the client is seen before the server it answers: it waits', async () => {
  const { steps, client } = establish();
  const [hello, server, clientFinished] = steps;
  const data: ScriptStep = { from: 'client', what: client.seal('data', text('x')) };
  assert.deepEqual(await linesOf([hello!, clientFinished!, data, server!]), ['+4 [1] tlsEstablished', '+4 [1] C> "x"']);
});

test('an encrypted alert right after the certificate, and a fatal one later', async () => {
  const { steps, server } = establish();
  const inHandshake = new RecordSealer(secrets.CLIENT_HANDSHAKE_TRAFFIC_SECRET);
  const refusal: ScriptStep = { from: 'client', what: inHandshake.seal('alert', Buffer.from([2, 48])) };
  assert.deepEqual(await linesOf([...steps.slice(0, 2), refusal]), [
    '+3 [1] tlsFailed leg=only by=client reason=unknown_ca',
  ]);
  const later: ScriptStep = { from: 'server', what: server.seal('alert', Buffer.from([2, 80])) };
  assert.deepEqual(await linesOf([...steps, later]), [
    '+3 [1] tlsEstablished',
    '+4 [1] tlsFailed leg=only by=server reason=internal_error',
  ]);
});

test('an alert in the clear', async () => {
  const alert = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
  assert.deepEqual(
    await linesOf([
      { from: 'client', what: clientHello() },
      { from: 'server', what: alert },
    ]),
    ['+2 [1] tlsFailed leg=only by=server reason=handshake_failure'],
  );
});

test('close_notify, FIN and the reset that answers: the first counts', async () => {
  const { steps, client, server } = establish();
  assert.deepEqual(
    await linesOf([
      ...steps,
      { from: 'client', what: client.seal('alert', Buffer.from([1, 0])) },
      { from: 'client', what: 'fin' },
      { from: 'server', what: server.seal('alert', Buffer.from([1, 0])) },
      { from: 'client', what: 'reset' },
    ]),
    [
      '+3 [1] tlsEstablished',
      '+4 [1] ended C> how=close-notify',
      '+6 [1] ended S> how=close-notify',
      '+7 [1] closed by=client how=close-notify',
    ],
  );
});

test('keys of the handshake only: the facts are read, the data are not', async () => {
  const { steps, client } = establish();
  const lines = await linesOf(
    [...steps, { from: 'client', what: client.seal('data', text('x')) }],
    keylogOf(['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET']),
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('missing')),
    [
      '+2 [1] missing S> code=tls/no-key detail=the key log has the keys of the handshake only',
      '+3 [1] missing C> code=tls/no-key detail=the key log has the keys of the handshake only',
    ],
  );
  assert.ok(lines.includes('+3 [1] tlsEstablished'));
});

test('a cipher suite of the future', async () => {
  const lines = await linesOf([
    { from: 'client', what: clientHello() },
    { from: 'server', what: serverHello(0x13ff) },
  ]);
  assert.deepEqual(lines.slice(0, 2), [
    '+2 [1] missing S> code=tls/unsupported detail=cipher suite 0x13ff',
    '+2 [1] missing C> code=tls/unsupported detail=cipher suite 0x13ff',
  ]);
});

test('bytes that are no record end the reading of their direction', async () => {
  const { steps, client } = establish();
  const lines = await linesOf([
    ...steps,
    { from: 'client', what: text('GET / HTTP/1.1') },
    { from: 'client', what: client.seal('data', text('x')) },
  ]);
  assert.equal(lines[1], '+4 [1] missing C> code=tls/bad-record detail=not the header of a TLS record: 474554202f');
});

test('a hello that is cut while capturing: nothing can be decrypted, and why', async () => {
  const [first, hello, server] = packetsOf([
    syn,
    { from: 'client', what: clientHello() },
    { from: 'server', what: serverHello() },
  ]);
  const cut = { atMs: 1, frame: hello!.frame.subarray(0, hello!.frame.length - 9), wireBytes: hello!.frame.length };
  const lines = await readLines(pcapFile([first!, cut, server!]), { keylog });
  assert.equal(
    lines[2],
    '+1 [1] missing C> code=capture/gap detail=the TLS handshake is not whole in the capture, so its keys cannot be found',
  );
});

test('a handshake message that announces 16 MiB is not waited for', async () => {
  const huge = Buffer.from([22, 3, 3, 0, 8, 1, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
  const lines = await linesOf([{ from: 'client', what: huge }]);
  assert.equal(lines[0], '+1 [1] missing C> code=tls/bad-record detail=a handshake message longer than 64 KiB');
});

test('TLS behind CONNECT', async () => {
  const { steps, client } = establish();
  const lines = await linesOf([
    { from: 'client', what: 'CONNECT pbs:8007 HTTP/1.1\r\n\r\n' },
    { from: 'server', what: 'HTTP/1.1 200 OK\r\n\r\n' },
    ...steps,
    { from: 'client', what: client.seal('data', text('inside')) },
  ]);
  assert.deepEqual(lines, [
    '+2 [1] tunnelled target=pbs:8007 status=200',
    '+5 [1] tlsEstablished',
    '+6 [1] C> "inside"',
  ]);
});

test('the secrets may travel inside the capture', async () => {
  const { steps, client } = establish();
  const records = packetsOf([syn, ...steps, { from: 'client', what: client.seal('data', text('x')) }]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x544c534b, 0);
  head.writeUInt32LE(keylog.length, 4);
  const blocks = records.map(({ frame, atMs }) => packetBlock(BigInt(startSeconds * 1e6 + atMs * 1000), frame));
  const file = Buffer.concat([
    sectionBlock(),
    interfaceBlock(),
    pcapngBlock(10, Buffer.concat([head, text(keylog)])),
    ...blocks,
  ]);
  assert.equal((await readLines(file)).at(-1), '+4 [1] C> "x"');
});

test('a key log with comments, blank lines, carriage returns, capitals and nonsense', async () => {
  const { steps, client } = establish();
  const messy = `# comment\r\n\r\nnonsense\r\nRSA 00 11\r\n${keylog.toUpperCase().replaceAll('\n', '\r\n')}`;
  const lines = await linesOf([...steps, { from: 'client', what: client.seal('data', text('x')) }], messy);
  assert.equal(lines.at(-1), '+4 [1] C> "x"');
});

test('Finished twice is not a second session', async () => {
  const { steps, client } = establish();
  const lines = await linesOf([...steps, { from: 'client', what: client.seal('handshake', finished) }]);
  assert.deepEqual(lines, ['+3 [1] tlsEstablished']);
});
