// The TLS handshake; and where none comes about, what answered instead: three faults look alike from here, and are told apart by what
// arrived at the far end, where that is ours. A listener that waits for a PROXY header is found by sending it one.
import { isIP } from 'node:net';
import { readBeginning } from '../backend/index.js';
import { type Check, type CheckResult, fail, pass, unknown } from '../check.js';
import type { Arrived, Probe } from '../probe/index.js';
import type { Remedy } from '../products/index.js';
import { type Dialed, describeFirstBytes, readRawAnswer } from '../wire/index.js';

export const tlsCheck: Check = {
  id: 'tls',
  title: 'A TLS handshake comes about, as the official client makes it.',
  sends: 'a ClientHello without ALPN; if nothing answers it, one with a PROXY header before it',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const mark = probe.markArrivals();
    const dialed = await probe.handshake();
    if (dialed.kind === 'unreachable') return unknown('There is no connection.');
    if (dialed.kind === 'secure') {
      const { version, cipher, handshakeMs } = dialed.handshake;
      return pass(`${version} with ${cipher} in ${handshakeMs.toFixed(1)} ms.`, { facts: { tls: 'yes' } });
    }
    if (dialed.alert !== null) return judgeAlert(probe, dialed, mark());
    const answer = await readRawAnswer(probe.options.target);
    const arrived = mark();
    if (answer.bytes.length === 0 && (await wantsProxyHeader(probe)))
      return tlsFailed({ tls: 'no', firstBytes: '' }, 'no-accept-proxy', [
        `No handshake: ${dialed.detail}.`,
        'With a PROXY header before the ClientHello it answers: its listener waits for one, which no PBS client sends.',
      ]);
    return judgeAnswer(probe, dialed.detail, answer.bytes, arrived);
  },
};

type NoTls = Extract<Dialed, { kind: 'no-tls' }>;

function judgeAlert(probe: Probe, { alert, detail }: NoTls, arrived: Arrived | null): CheckResult {
  const isAboutName = alert === 'unrecognized name';
  return tlsFailed({ tls: 'no', firstBytes: '' }, isAboutName ? 'server-name' : 'tls-parameters', [
    `No handshake: ${detail}.`,
    ...(isAboutName ? [describeNameSent(probe)] : []),
    ...(arrived !== null && arrived.connections.length === 0
      ? ['Nothing arrived at PBS: the box itself answered.']
      : []),
  ]);
}

const describeNameSent = ({ options: { target } }: Probe): string =>
  isIP(target.host) === 0
    ? `The name that was asked for (SNI) is ${target.host}.`
    : `No name was asked for (SNI), because ${target.host} is an address: a box that chooses by name has nothing to go by.`;

/** Of version 1; the addresses in it do not matter. */
const proxyHeader = Buffer.from('PROXY TCP4 127.0.0.1 127.0.0.1 40000 8007\r\n');

async function wantsProxyHeader(probe: Probe): Promise<boolean> {
  const dialed = await probe.dial({ firstBytes: proxyHeader });
  if (dialed.kind === 'secure') dialed.channel.destroy();
  return dialed.kind === 'secure';
}

function judgeAnswer(probe: Probe, detail: string, bytes: Buffer, arrived: Arrived | null): CheckResult {
  const text = bytes.toString('latin1');
  const said = describeFirstBytes(bytes);
  const facts = { tls: 'no', firstBytes: said.firstLine, status: null, body: null } as const;
  const evidence = [`No handshake: ${detail}.`, said.sentence];
  for (const connection of arrived?.connections ?? []) {
    const beginning = readBeginning(connection);
    if (beginning.kind === 'proxy-header')
      return l4Failed(facts, [...evidence, `At PBS a PROXY header arrived first: ${beginning.text}`]);
    if (beginning.kind === 'tls' && connection.protocol === 'other')
      return l4Failed(facts, [
        ...evidence,
        'At PBS arrived TLS within TLS: the box wraps the TLS of the client once more.',
      ]);
  }
  if (said.kind === 'other-service') return tlsFailed(facts, 'right-port', evidence);
  if (said.kind === 'nothing') evidence.push(describeNameSent(probe));
  if (arrived !== null && arrived.connections.length === 0)
    return tlsFailed(facts, said.kind === 'nothing' ? 'tls-silence' : 'tls-listener', [
      ...evidence,
      'Nothing arrived at PBS: the box itself answered.',
    ]);
  // PBS's own answer to what is no HTTP has lower-case names, no body and no Server; a box writes a page.
  const isOfPbs = /^HTTP\/1\.1 400 /.test(text) && !/^server:/im.test(text) && /^content-length: 0\r?$/m.test(text);
  return isOfPbs && arrived === null
    ? l4Failed(facts, [
        ...evidence,
        'That is how PBS answers bytes that are neither TLS nor HTTP: something stands before the ClientHello, or around it.',
      ])
    : tlsFailed(facts, said.kind === 'nothing' ? 'tls-silence' : 'tls-listener', evidence);
}

type Facts = NonNullable<CheckResult['facts']>;

const l4Failed = (facts: Facts, evidence: readonly string[]): CheckResult =>
  fail(evidence, { facts, findings: ['l4-failed'], remedy: 'no-proxy-header' });

const tlsFailed = (facts: Facts, remedy: Remedy, evidence: readonly string[]): CheckResult =>
  fail(evidence, { facts: { status: null, body: null, ...facts }, findings: ['tls-failed'], remedy });
