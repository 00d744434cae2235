// TCP connections as captures show them: repeated, mixed, lost, cut, joined late, reset, and ports that are used again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from '../../../support/capture-lines.js';
import { type FileRecord, flagAck, flagReset, flagSyn, pcapFile, tcpFrame } from '../../../support/packets.js';
import { handshake, packetsOf, type ScriptOptions } from '../../../support/tcp-script.js';

const linesOf = (records: readonly FileRecord[]): Promise<string[]> => readLines(pcapFile(records));
/** Without the four lines of the handshake, whose times are the packets' numbers. */
const afterHandshake = async (records: readonly FileRecord[]): Promise<string[]> => (await linesOf(records)).slice(4);
const packets = (script: string, options: ScriptOptions = {}): FileRecord[] => packetsOf(handshake + script, options);
const pick = (records: readonly FileRecord[], order: readonly number[]): FileRecord[] =>
  order.map((index, atMs) => ({ ...records[index]!, atMs }));

test('a connection from SYN to both FINs', async () => {
  assert.deepEqual(await linesOf(packets('C> "ask"\nS> "answer"\nC> FIN\nS> "more"\nS> FIN\nC> ACK')), [
    '+0 [1] opened client=10.0.0.1:40000 server=10.0.0.2:8007 entry=passive isLateJoin=false',
    '+1 [1] roundTrip toward=server roundTripMs=1',
    '+2 [1] roundTrip toward=client roundTripMs=1',
    '+2 [1] connected leg=only',
    '+3 [1] C> "ask"',
    '+4 [1] S> "answer"',
    '+5 [1] ended C> how=fin',
    '+6 [1] S> "more"',
    '+7 [1] ended S> how=fin',
    '+7 [1] closed by=client how=fin',
  ]);
});

test('a repeated SYN leaves the round trip unmeasured: which one was answered is not known', async () => {
  const records = packets('C> "x"');
  const lines = await linesOf(pick(records, [0, 0, 1, 2, 3]));
  assert.deepEqual(lines.slice(1), ['+3 [1] connected leg=only', '+4 [1] C> "x"']);
});

test('retransmits and overlaps pass once, the first copy counts', async () => {
  const records = packets('C> "abcd"\nC> "efgh"');
  const longer = { atMs: 9, frame: tcpFrame({ sequence: 1003, payload: 'XXXXXXij', acknowledgement: 5001 }) };
  const earlier = { atMs: 9, frame: tcpFrame({ sequence: 1003, payload: 'CDEF', acknowledgement: 5001 }) };
  assert.deepEqual(await afterHandshake([...pick(records, [0, 1, 2, 3, 3, 4, 3, 4]), earlier, longer]), [
    '+3 [1] C> "abcd"',
    '+5 [1] C> "efgh"',
    '+9 [1] C> "ij"',
  ]);
});

test('out of order: bytes wait for those before them', async () => {
  const records = packets('C> "one "\nC> "two "\nC> "three"\nC> FIN');
  assert.deepEqual(await afterHandshake(pick(records, [0, 1, 2, 6, 5, 4, 3])), [
    '+6 [1] C> "one "',
    '+6 [1] C> "two "',
    '+6 [1] C> "three"',
    '+6 [1] ended C> how=fin',
  ]);
});

test('sequence numbers wrap', async () => {
  const records = packets('C> "before "\nC> "across "\nC> "after"', { clientSequence: 0xfffffff4 });
  assert.deepEqual(await afterHandshake(pick(records, [0, 1, 2, 3, 5, 4])), [
    '+3 [1] C> "before "',
    '+5 [1] C> "across "',
    '+5 [1] C> "after"',
  ]);
});

test('a hole that the peer acknowledged is given up when nothing came to fill it', async () => {
  const acks = 'S> ACK\n'.repeat(20);
  const records = packets(`C> "one"\nC> "lost"\nC> "three"\n${acks}C> "four"`);
  const lines = await afterHandshake(records.filter((_, index) => index !== 4));
  assert.equal(lines[0], '+3 [1] C> "one"');
  assert.match(
    lines[1] ?? '',
    /^\+\d+ \[1\] missing C> byteCount=4 code=capture\/gap detail=4 bytes are not in the capture$/,
  );
  assert.match(lines[2] ?? '', / C> "three"$/);
  assert.equal(lines[3], '+26 [1] C> "four"');
});

test('a hole that nobody acknowledged is given up at the end of the capture only', async () => {
  const records = packets('C> "one"\nC> "lost"\nC> "three"').filter((_, index) => index !== 4);
  assert.deepEqual((await afterHandshake(records)).slice(1), [
    '+5 [1] missing C> byteCount=4 code=capture/gap detail=4 bytes are not in the capture',
    '+5 [1] C> "three"',
  ]);
});

test('bytes that were acknowledged and never seen, at the end of a direction', async () => {
  const records = packets('C> "one"\nC> "lost"\nS> "got it"').filter((_, index) => index !== 4);
  assert.deepEqual((await afterHandshake(records)).slice(1), [
    '+5 [1] missing C> byteCount=4 code=capture/gap detail=4 bytes are not in the capture',
    '+5 [1] S> "got it"',
  ]);
});

test('an answer that the capture has before its question waits for it', async () => {
  const records = packets('C> "question"\nS> "answer"\nS> " and more"\nC> "thanks"');
  const [question] = records.splice(3, 1);
  records.splice(5, 0, question!);
  const inOrder = records.map((record, atMs) => ({ ...record, atMs }));
  assert.deepEqual(await afterHandshake(inOrder), [
    '+5 [1] C> "question"',
    '+5 [1] S> "answer"',
    '+5 [1] S> " and more"',
    '+6 [1] C> "thanks"',
  ]);
});

test('answers to a question that never comes wait until it is given up, then come in order', async () => {
  const script = `C> "lost"\n${Array.from({ length: 30 }, (_, index) => `S> "${index}"`).join('\n')}`;
  const lines = await afterHandshake(packets(script).filter((_, index) => index !== 3));
  assert.match(lines[0] ?? '', /missing C> byteCount=4/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.replace(/^.*S> /, '')),
    Array.from({ length: 30 }, (_, index) => `"${index}"`),
  );
});

test('a FIN that the capture lost is no hole', async () => {
  const records = packets('C> "bye"\nC> FIN\nS> "bye"\nS> FIN').filter((_, index) => index !== 4);
  assert.deepEqual(await afterHandshake(records), ['+3 [1] C> "bye"', '+5 [1] S> "bye"', '+6 [1] ended S> how=fin']);
});

test('bytes behind a FIN are of nobody', async () => {
  const behind = { atMs: 9, frame: tcpFrame({ sequence: 1005, payload: 'behind' }) };
  assert.deepEqual(await afterHandshake([...packets('C> "bye"\nC> FIN'), behind]), [
    '+3 [1] C> "bye"',
    '+4 [1] ended C> how=fin',
  ]);
});

test('a packet that was cut while capturing lacks its tail, at once', async () => {
  const [syn, synAck, ack, data, next] = packets('C> "abcdefgh"\nC> "ij"');
  const cutOff = { atMs: 3, frame: data!.frame.subarray(0, data!.frame.length - 5), wireBytes: data!.frame.length };
  assert.deepEqual(await afterHandshake([syn!, synAck!, ack!, cutOff, next!]), [
    '+3 [1] C> "abc"',
    '+3 [1] missing C> byteCount=5 code=capture/gap detail=5 bytes are not in the capture',
    '+4 [1] C> "ij"',
  ]);
});

test('keepalive probes are nothing', async () => {
  const probes = [1, 0].map((length) => ({
    atMs: 10,
    frame: tcpFrame({ sequence: 1001 + 4 - 1, payload: 'x'.repeat(length), acknowledgement: 5001 }),
  }));
  assert.deepEqual(await afterHandshake([...packets('C> "data"'), ...probes]), ['+3 [1] C> "data"']);
});

test('a segment of 64 KiB that the network card will cut', async () => {
  const payload = 'x'.repeat(65_000);
  const steps = packetsOf([
    { from: 'client', what: 'syn' },
    { from: 'client', what: payload },
  ]);
  const frame = Buffer.from(steps[1]!.frame);
  frame.writeUInt16BE(0, 16);
  assert.equal((await linesOf([steps[0]!, { atMs: 1, frame }])).at(-1), '+1 [1] C> 65000 bytes');
});

const joins: readonly { name: string; frame: Buffer; options?: object; client: string }[] = [
  {
    name: 'a usual server port',
    frame: tcpFrame({ from: 'server', payload: 'x', clientPort: 700 }),
    client: '10.0.0.1:700',
  },
  {
    name: 'the lower port',
    frame: tcpFrame({ from: 'server', payload: 'x', serverPort: 443 }),
    client: '10.0.0.1:40000',
  },
  {
    name: 'a port that the operator named',
    frame: tcpFrame({ from: 'server', payload: 'x', serverPort: 50_000 }),
    options: { serverPorts: [50_000] },
    client: '10.0.0.1:40000',
  },
];

for (const { name, frame, options, client } of joins) {
  test(`a late join takes for the server's side: ${name}`, async () => {
    const [opened, bytes] = await readLines(pcapFile([{ atMs: 0, frame }]), options);
    assert.match(opened ?? '', new RegExp(`client=${client.replaceAll('.', '\\.')} .* isLateJoin=true$`));
    assert.equal(bytes, '+0 [1] S> "x"');
  });
}

test('a stray ACK, FIN or RST opens nothing', async () => {
  const frames = [flagAck, flagReset, flagAck | 1].map((flags, atMs) => ({ atMs, frame: tcpFrame({ flags }) }));
  assert.deepEqual(await linesOf(frames), []);
});

test('SYN-ACK first: the client is whom it goes to, and nothing of the bytes is missing', async () => {
  const [, ...rest] = packets('C> "x"');
  assert.match((await linesOf(rest))[0] ?? '', /client=10\.0\.0\.1:40000 .* isLateJoin=false$/);
});

test('a refused connection', async () => {
  assert.deepEqual(await linesOf(packetsOf('C> SYN\nS> RST')), [
    '+0 [1] opened client=10.0.0.1:40000 server=10.0.0.2:8007 entry=passive isLateJoin=false',
    '+1 [1] ended S> how=reset',
    '+1 [1] closed by=server how=reset',
  ]);
});

test('a reset that answers a goodbye is not the end that counts', async () => {
  assert.deepEqual(await afterHandshake(packets('C> FIN\nS> "late"\nC> RST')), [
    '+3 [1] ended C> how=fin',
    '+4 [1] S> "late"',
    '+5 [1] closed by=client how=fin',
  ]);
});

test('bytes that wait for a hole are handed on before a reset closes', async () => {
  const records = packets('S> "lost"\nS> "seen"\nC> RST').filter((_, index) => index !== 3);
  assert.deepEqual(await afterHandshake(records), [
    '+5 [1] missing S> byteCount=4 code=capture/gap detail=4 bytes are not in the capture',
    '+5 [1] S> "seen"',
    '+5 [1] ended C> how=reset',
    '+5 [1] closed by=client how=reset',
  ]);
});

test('packets behind the end are nothing', async () => {
  const records = packets('C> RST\nS> "in flight"\nS> FIN\nC> RST');
  assert.equal((await linesOf(records)).at(-1), '+3 [1] closed by=client how=reset');
});

test('ports that are used again are another connection, closed before or not', async () => {
  const first = packets('C> "first"\nC> FIN\nS> FIN');
  const second = packets('C> "second"', { clientSequence: 777_000, serverSequence: 888_000, startMs: 10 });
  const third = packets('C> "third"', { clientSequence: 333, serverSequence: 444, startMs: 20 });
  const lines = await linesOf([...first, ...second, ...third]);
  assert.deepEqual(
    lines.filter((line) => / (opened|closed|C>) /.test(line)).map((line) => line.replace(/ server=.*/, '')),
    [
      '+0 [1] opened client=10.0.0.1:40000',
      '+3 [1] C> "first"',
      '+4 [1] ended C> how=fin',
      '+5 [1] closed by=client how=fin',
      '+10 [2] opened client=10.0.0.1:40000',
      '+13 [2] C> "second"',
      '+20 [2] closed by=unknown how=capture-end',
      '+20 [3] opened client=10.0.0.1:40000',
      '+23 [3] C> "third"',
    ],
  );
});

test('connections are numbered as they appear and do not mix', async () => {
  const one = packets('C> "of one"', { clientPort: 50_001 });
  const two = packets('C> "of two"', { clientPort: 50_002 });
  const lines = await linesOf(one.flatMap((record, index) => [record, two[index]!]));
  assert.deepEqual(lines.slice(-2), ['+3 [1] C> "of one"', '+3 [2] C> "of two"']);
});

test('a segment far outside the window is said once and passed over', async () => {
  const stray = { atMs: 9, frame: tcpFrame({ sequence: 0x70000000, payload: 'stray' }) };
  const lines = await afterHandshake([...packets('C> "x"'), stray, stray]);
  assert.equal(lines.length, 2);
  assert.match(
    lines[1] ?? '',
    /^\+9 \[1\] problem code=capture\/malformed C> detail=a segment \d+ bytes away from where/,
  );
});

test('more than 16 MiB waiting for a hole: it is given up, memory stays bounded', async () => {
  const payload = Buffer.alloc(60_000);
  const steps = [
    { from: 'client', what: 'syn' } as const,
    { from: 'client', what: 'lost' } as const,
    ...Array.from({ length: 300 }, () => ({ from: 'client', what: payload }) as const),
  ];
  const records = packetsOf(steps).filter((_, index) => index !== 1);
  const lines = await linesOf(records);
  const givenUp = lines.findIndex((line) => line.includes(' missing '));
  assert.match(lines[givenUp] ?? '', /^\+28\d \[1\] missing C> byteCount=4 /);
  assert.equal(lines.filter((line) => line.endsWith('C> 60000 bytes')).length, 300);
});

test('CONNECT is taken off the front, its credentials with it', async () => {
  const request = 'CONNECT pbs.example.com:8007 HTTP/1.1\r\nProxy-Authorization: Basic c2VjcmV0\r\n\r\n';
  const records = packetsOf([
    { from: 'client', what: 'syn' },
    { from: 'client', what: request.slice(0, 20) },
    { from: 'client', what: request.slice(20) },
    { from: 'server', what: 'HTTP/1.1 200 Connection established\r\n\r' },
    { from: 'server', what: '\nbanner' },
    { from: 'client', what: 'GET / HTTP/1.1\r\n\r\n' },
  ]);
  const lines = await linesOf(records);
  assert.deepEqual(lines.slice(2), [
    '+4 [1] tunnelled target=pbs.example.com:8007 status=200',
    '+4 [1] S> "banner"',
    String.raw`+5 [1] C> "GET / HTTP/1.1\r\n\r\n"`,
  ]);
  assert.ok(!lines.join('\n').includes('c2VjcmV0'));
});

test('a CONNECT that is refused, and one that is never answered', async () => {
  const ask = { from: 'client', what: 'CONNECT a:1 HTTP/1.1\r\n\r\n' } as const;
  const refused = packetsOf([
    { from: 'client', what: 'syn' },
    ask,
    { from: 'server', what: 'HTTP/1.1 407 No\r\n\r\nbody' },
  ]);
  assert.deepEqual((await linesOf(refused)).slice(2), ['+2 [1] tunnelled target=a:1 status=407', '+2 [1] S> "body"']);
  const silent = packetsOf([{ from: 'client', what: 'syn' }, ask, { from: 'server', what: 'fin' }]);
  assert.deepEqual((await linesOf(silent)).slice(2), ['+2 [1] tunnelled target=a:1', '+2 [1] ended S> how=fin']);
});

test('the first few bytes of a plain connection may come one by one', async () => {
  const steps = [...'CONx'].map((what) => ({ from: 'client', what }) as const);
  const lines = await linesOf(packetsOf([{ from: 'client', what: 'syn' }, ...steps]));
  assert.deepEqual(lines.slice(2), ['+4 [1] C> "CONx"']);
});

test('first bytes that never tell what they are come out at the end', async () => {
  const lines = await linesOf(
    packetsOf([
      { from: 'client', what: 'syn' },
      { from: 'client', what: 'CON' },
      { from: 'client', what: 'fin' },
    ]),
  );
  assert.deepEqual(lines.slice(2), ['+2 [1] C> "CON"', '+2 [1] ended C> how=fin']);
});

test('flags of a SYN that carries data', async () => {
  const frame = tcpFrame({ flags: flagSyn, payload: 'early' });
  assert.equal((await linesOf([{ atMs: 0, frame }])).at(-1), '+0 [1] C> "early"');
});
