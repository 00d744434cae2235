// TLS 1.3 between Node's own peers (OpenSSL), captured without a socket: every suite and what both sides said of themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptureInput, readCapture } from '../../../../src/sources/pcap/index.js';
import { inPieces, readApplicationBytes, readLines } from '../../../support/capture-lines.js';
import { pcapFile } from '../../../support/packets.js';
import { packetsOf, type ScriptStep } from '../../../support/tcp-script.js';
import { type Recorded, recordTls, type Speech } from '../../../support/tls-conversation.js';

const syn: ScriptStep = { from: 'client', what: 'syn' };
const question = Buffer.from('GET / HTTP/1.1\r\n\r\n');
const answer = Buffer.alloc(100_000, 'answer');
const says = [
  { from: 'client', bytes: question },
  { from: 'server', bytes: answer },
] as const;

/** Every flight cut into segments of this size. */
const inSegments = (steps: readonly ScriptStep[], segmentBytes: number): ScriptStep[] =>
  steps.flatMap(({ from, what }) => {
    const bytes = Buffer.from(what as Uint8Array);
    const count = Math.ceil(bytes.length / segmentBytes);
    return Array.from({ length: count }, (_, index) => ({
      from,
      what: bytes.subarray(index * segmentBytes, (index + 1) * segmentBytes),
    }));
  });

/** The largest segment that a capture on loopback shows. */
const loopbackBytes = 65_000;
const fileOf = (steps: readonly ScriptStep[]): Buffer =>
  pcapFile(packetsOf([syn, ...inSegments(steps, loopbackBytes)]));

async function read(speech: Speech): Promise<Recorded & { readonly lines: string[]; readonly file: Buffer }> {
  const recorded = await recordTls(speech);
  const file = fileOf(recorded.steps);
  return { ...recorded, file, lines: await readLines(file, { keylog: recorded.keylog }) };
}

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  test(`${suite}: bytes of both directions, whatever the segments`, async () => {
    const { steps, keylog } = await recordTls({ client: { ciphers: suite }, says });
    for (const segmentBytes of [1, 100, 1448, 65_000]) {
      // Byte by byte only as far as the handshake and the first record go.
      const cut = segmentBytes === 1 ? inSegments(steps.slice(0, 6), 1) : inSegments(steps, segmentBytes);
      const input = (): { capture: AsyncIterable<Uint8Array>; keylog: string } => ({
        capture: inPieces(fileOf(cut)),
        keylog,
      });
      assert.deepEqual(await readApplicationBytes(input(), 'toServer'), question);
      if (segmentBytes > 1) assert.deepEqual(await readApplicationBytes(input(), 'toClient'), answer);
    }
  });

  test(`${suite}: what is known of the session`, async () => {
    const { lines, fingerprint, keylog } = await read({
      client: { ciphers: suite, servername: 'pbs.example.com', ALPNProtocols: ['h2', 'http/1.1'] },
      server: { ALPNProtocols: ['http/1.1'] },
      says,
    });
    const random = keylog.split(' ')[1];
    const facts = `leg=only version=TLSv1.3 cipherSuite=${suite} serverName=pbs.example.com alpnOffered=h2,http/1.1`;
    const established = lines.find((line) => line.includes('tlsEstablished'));
    assert.equal(
      established?.replace(/^\S+ /, ''),
      `[1] tlsEstablished ${facts} alpn=http/1.1 fingerprint=${fingerprint} clientRandom=${random}`,
    );
    assert.deepEqual(
      lines.filter((line) => /problem|missing|tlsFailed/.test(line)),
      [],
    );
  });
}

test('a HelloRetryRequest: the second hellos count', async () => {
  const { lines, steps } = await read({ client: { ecdhCurve: 'X25519:P-384' }, server: { ecdhCurve: 'P-384' }, says });
  const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891', 'hex');
  assert.ok(steps.some(({ from, what }) => from === 'server' && Buffer.from(what as Uint8Array).includes(retryRandom)));
  assert.ok(lines.some((line) => line.endsWith(String.raw`C> "GET / HTTP/1.1\r\n\r\n"`)));
});

for (const closer of ['client', 'server'] as const) {
  test(`close_notify of the ${closer} ends its direction before any FIN`, async () => {
    const { lines } = await read({ says, closer });
    const first = lines.find((line) => line.includes(' ended '));
    assert.match(first ?? '', closer === 'client' ? / ended C> how=close-notify$/ : / ended S> how=close-notify$/);
  });
}

test('peers that share no version: the alert by name, and no session', async () => {
  const { lines } = await read({ client: { maxVersion: 'TLSv1.2' }, server: { minVersion: 'TLSv1.3' } });
  const failed = lines.find((line) => line.includes('tlsFailed')) ?? '';
  assert.match(failed, /tlsFailed leg=only by=server reason=protocol_version clientRandom=[0-9a-f]{64}$/);
  assert.ok(!lines.some((line) => line.includes('tlsEstablished')));
});

test('no key log: said once a direction, the session known by its hellos, bytes counted', async () => {
  const { file } = await read({ client: { servername: 'pbs.example.com' }, says });
  const lines = await readLines(file);
  assert.deepEqual(
    lines.filter((line) => line.includes('missing')).map((line) => line.replace(/\(.*\)/, '(…)').replace(/^\S+ /, '')),
    ['S>', 'C>'].map((arrow) => `[1] missing ${arrow} code=tls/no-key detail=no key log was given (…)`),
  );
  assert.match(
    lines.find((line) => line.includes('tlsEstablished')) ?? '',
    /version=TLSv1\.3 .*serverName=pbs\.example\.com/,
  );
  const counted = await readApplicationBytes({ capture: inPieces(file) }, 'toServer');
  assert.equal(counted.length, question.length);
  assert.ok(!counted.equals(question), 'encrypted as it was');
});

test('a key log of other sessions is no help, and says so', async () => {
  const { file } = await read({ says });
  const other = `CLIENT_TRAFFIC_SECRET_0 ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`;
  assert.ok(
    (await readLines(file, { keylog: other })).some((line) =>
      line.includes('the key log has no key for client random'),
    ),
  );
});

test('a key log that holds no key says how much of it was not understood', async () => {
  const { file } = await read({ says });
  const lines = await readLines(file, { keylog: 'these are\nno keys\n' });
  assert.ok(lines.some((line) => line.includes('none of the 2 lines of the key log holds a key')));
});

test('a wrong key: the first record that it does not open darkens the direction', async () => {
  const { file, keylog } = await read({ says });
  const wrong = keylog.replace(/(CLIENT_HANDSHAKE_TRAFFIC_SECRET \S+ )..../, '$1dead');
  const lines = await readLines(file, { keylog: wrong });
  assert.match(
    lines.find((line) => line.includes('missing')) ?? '',
    /missing C> code=tls\/bad-record detail=encrypted record 1 of this direction does not open with the key of the key log$/,
  );
  assert.ok(
    lines.some((line) => / S> \d+ bytes$/.test(line)),
    'the other direction is read',
  );
});

test('without the secrets of the handshake the application data are found all the same', async () => {
  const { file, keylog } = await read({ says });
  const applicationOnly = keylog
    .split('\n')
    .filter((line) => !line.includes('HANDSHAKE'))
    .join('\n');
  assert.deepEqual(
    await readApplicationBytes({ capture: inPieces(file), keylog: applicationOnly }, 'toServer'),
    question,
  );
  assert.deepEqual(
    await readApplicationBytes({ capture: inPieces(file), keylog: applicationOnly }, 'toClient'),
    answer,
  );
});

test('TLS 1.2: bytes and facts, with its key; without, records are counted', async () => {
  const { lines, fingerprint, steps, keylog } = await read({
    client: { maxVersion: 'TLSv1.2', servername: 'pbs.example.com', ALPNProtocols: ['h2'] },
    server: { ALPNProtocols: ['h2'] },
    says,
  });
  const established = lines.find((line) => line.includes('tlsEstablished')) ?? '';
  assert.match(
    established,
    /version=TLSv1\.2 cipherSuite=TLS_ECDHE_ECDSA_\S+ serverName=pbs\.example\.com alpnOffered=h2 alpn=h2/,
  );
  assert.ok(established.includes(`fingerprint=${fingerprint}`));
  for (const segmentBytes of [100, 1448, 65_000]) {
    const input = (): CaptureInput => ({ capture: inPieces(fileOf(inSegments(steps, segmentBytes))), keylog });
    assert.deepEqual(await readApplicationBytes(input(), 'toServer'), question);
    assert.deepEqual(await readApplicationBytes(input(), 'toClient'), answer);
  }
  const unread = await readLines(fileOf(steps));
  assert.equal(unread.filter((line) => line.includes('code=tls/no-key detail=no key log was given')).length, 2);
  assert.ok(unread.some((line) => line.includes('tlsEstablished')));
});

/** Whose bytes tell where they belong, so that a hole can be checked for its place. */
const numbered = Buffer.from(Array.from({ length: 40_000 }, (_, index) => String(index).padStart(8, '0')).join(''));
const inRecords = [question, numbered].map(
  (bytes, index) => ({ from: index === 0 ? 'client' : 'server', bytes }) as const,
);

/** Names of the suites of Node's client; version 1.2 where they say so. */
const suites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
] as const;

for (const ciphers of suites) {
  test(`${ciphers}: a hole of any size ends at the next record, and its bytes are counted exactly`, async () => {
    const version = ciphers.startsWith('TLS_') ? 'TLSv1.3' : 'TLSv1.2';
    const { steps, keylog } = await recordTls({ client: { ciphers, maxVersion: version }, says: inRecords });
    const packets = packetsOf([syn, ...inSegments(steps, 4000)]);
    const first = packets.findIndex(({ frame }) => frame.length === 54 + 4000);
    for (const lostCount of [1, 2, 4, 5, 9, 30]) {
      const file = pcapFile(packets.filter((_, index) => index < first + 3 || index >= first + 3 + lostCount));
      let at = 0;
      let missingBytes = 0;
      for await (const event of readCapture({ capture: inPieces(file), keylog }, () => undefined)) {
        if (!('direction' in event) || event.direction !== 'toClient') continue;
        if (event.kind === 'missing') {
          at += event.byteCount ?? Number.NaN;
          missingBytes += event.byteCount ?? Number.NaN;
        } else if (event.kind === 'bytes') {
          assert.deepEqual(Buffer.from(event.bytes), numbered.subarray(at, at + event.bytes.length));
          at += event.bytes.length;
        }
      }
      assert.equal(at, numbered.length);
      assert.ok(missingBytes > 0 && missingBytes <= lostCount * 4000 + 2 * 16_384, `${missingBytes} bytes`);
    }
  });
}

test('CBC: what a hole took cannot be counted, and that is said', async () => {
  const client = { ciphers: 'ECDHE-ECDSA-AES128-SHA256', maxVersion: 'TLSv1.2' } as const;
  const { steps, keylog } = await recordTls({ client, says: inRecords });
  const packets = packetsOf([syn, ...inSegments(steps, 4000)]);
  const first = packets.findIndex(({ frame }) => frame.length === 54 + 4000);
  const whole = await readApplicationBytes({ capture: inPieces(pcapFile(packets)), keylog }, 'toClient');
  assert.deepEqual(whole, numbered);
  const lines = await readLines(pcapFile(packets.filter((_, index) => index !== first + 6)), { keylog });
  assert.ok(
    lines.some((line) => line.endsWith('a TLS record is not whole in the capture, and with CBC its length is unknown')),
  );
});

test('a late join into TLS is told by the next record, without keys', async () => {
  const { steps, keylog } = await recordTls({ says });
  const packets = packetsOf([syn, ...inSegments(steps, 1448)]);
  const lines = await readLines(pcapFile(packets.slice(-20)), { keylog });
  assert.match(lines[0] ?? '', /isLateJoin=true$/);
  assert.ok(lines.some((line) => line.includes('code=tls/no-key detail=the capture begins after the TLS handshake')));
});

test('the capture ends inside a record', async () => {
  const { steps, keylog } = await recordTls({ says });
  const packets = packetsOf([syn, ...inSegments(steps, 4000)]);
  const lines = await readLines(pcapFile(packets.slice(0, -1)), { keylog });
  assert.match(
    lines.at(-1) ?? '',
    /problem code=capture\/gap S> detail=the capture ends inside a TLS record: \d+ of \d+ bytes are there$/,
  );
});
