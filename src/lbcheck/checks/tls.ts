// The TLS handshake; and where none comes about, what answered instead: three faults look alike from here, and are told apart by what
// arrived at the far end, where that is ours.
import { readBeginning } from '../backend/index.js';
import { type Check, type CheckResult, fail, pass, unknown } from '../check.js';
import type { Arrived } from '../probe/index.js';
import { readRawAnswer } from '../wire/index.js';

export const tlsCheck: Check = {
  id: 'tls',
  title: 'A TLS handshake comes about, as the official client makes it.',
  sends: 'a ClientHello without ALPN',
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
    const answer = await readRawAnswer(probe.options.target);
    return judgeAnswer(dialed.detail, answer.bytes.toString('latin1'), mark());
  },
};

function judgeAnswer(detail: string, text: string, arrived: Arrived | null): CheckResult {
  const firstLine = text.split('\r\n')[0] ?? '';
  const facts = { tls: 'no', firstBytes: firstLine, status: null, body: null } as const;
  const evidence = [
    `No handshake: ${detail}.`,
    firstLine === ''
      ? 'Nothing answered the ClientHello.'
      : `The ClientHello was answered with ${JSON.stringify(firstLine.slice(0, 60))}.`,
  ];
  for (const connection of arrived?.connections ?? []) {
    const beginning = readBeginning(connection);
    if (beginning.kind === 'proxy-header')
      return l4(facts, [...evidence, `At PBS a PROXY header arrived first: ${beginning.text}`]);
    if (beginning.kind === 'tls' && connection.protocol === 'other')
      return l4(facts, [...evidence, 'At PBS arrived TLS within TLS: the box wraps the TLS of the client once more.']);
  }
  if (arrived !== null && arrived.connections.length === 0)
    return tls(facts, [...evidence, 'Nothing arrived at PBS: the box itself answered.']);
  // PBS's own answer to what is no HTTP has lower-case names, no body and no Server; a box writes a page.
  const isOfPbs = /^HTTP\/1\.1 400 /.test(text) && !/^server:/im.test(text) && /^content-length: 0\r?$/m.test(text);
  return isOfPbs && arrived === null
    ? l4(facts, [
        ...evidence,
        'That is how PBS answers bytes that are neither TLS nor HTTP: something stands before the ClientHello, or around it.',
      ])
    : tls(facts, evidence);
}

const l4 = (facts: NonNullable<CheckResult['facts']>, evidence: readonly string[]): CheckResult =>
  fail(evidence, { facts, findings: ['l4-failed'], remedy: 'no-proxy-header' });

const tls = (facts: NonNullable<CheckResult['facts']>, evidence: readonly string[]): CheckResult =>
  fail(evidence, { facts, findings: ['tls-failed'], remedy: 'tls-listener' });
