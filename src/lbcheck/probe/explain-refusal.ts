// Why a request did not get through: from the reply, and, where the far end is ours, from what arrived there. In: an exchange and the
// arrivals during it. Out: a finding, a remedy, evidence. What arrived weighs more than what a reply says: a box may say anything.
import type { ArrivedHead } from '../../pbs-server/index.js';
import { readBeginning, type TappedConnection } from '../backend/index.js';
import type { Remedy } from '../products/index.js';
import type { Finding } from '../verdict/index.js';
import { describeExchanged, type Exchanged, headerOf, type Reply } from '../wire/index.js';
import type { Arrived } from './probe.js';

export interface Explanation {
  readonly finding: Finding;
  readonly remedy: Remedy;
  readonly evidence: readonly string[];
}

const switchingProtocols = 101;
const apiPath = /^(?:https?:\/\/[^/]+)?\/+api2\//;

export function explainRefusal(exchanged: Exchanged, arrived: Arrived | null): Explanation {
  const said = explainReply(exchanged);
  const seen = arrived === null ? null : explainArrival(exchanged, arrived);
  const told = `The answer: ${describeExchanged(exchanged)}.`;
  return seen === null
    ? { ...said, evidence: [told, ...said.evidence] }
    : { ...said, ...seen, evidence: [told, ...seen.evidence] };
}

/** Null: what arrived explains nothing. */
function explainArrival(
  exchanged: Exchanged,
  { heads, connections, earlier }: Arrived,
): (Partial<Explanation> & { readonly evidence: readonly string[] }) | null {
  const tried = connections.length > 0 ? connections : earlier;
  const forced = tried.find(isHttp2Only);
  if (forced !== undefined && !heads.some(({ httpVersion }) => httpVersion === '1.1'))
    return {
      finding: 'h2-forced',
      remedy: 'http1-to-server',
      evidence: ['Towards PBS the box speaks HTTP/2 only: that is what it began with, or all that it offered by ALPN.'],
    };
  const head = heads.at(-1);
  if (head !== undefined) return explainHead(exchanged, head);
  for (const connection of tried) {
    const explained = explainBeginning(connection);
    if (explained !== null) return explained;
  }
  if (connections.length === 0 && exchanged.kind === 'reply' && isOfPbs(exchanged))
    return {
      finding: 'several-servers',
      remedy: 'one-server',
      evidence: ['A PBS refused it, but nothing arrived at the one behind this box: there is another one.'],
    };
  return connections.length > 0
    ? null
    : { evidence: ['Nothing arrived at the far end: the box answered by itself, or asked another server.'] };
}

function isHttp2Only(connection: TappedConnection): boolean {
  if (connection.protocol === 'http2') return true;
  const beginning = readBeginning(connection);
  const offered = beginning.kind === 'tls' ? beginning.alpnOffered : [];
  return connection.protocol !== 'http1' && offered.length > 0 && offered.every((name) => name.startsWith('h2'));
}

function explainHead(
  exchanged: Exchanged,
  head: ArrivedHead,
): Partial<Explanation> & { readonly evidence: readonly string[] } {
  const names = head.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const arrivedAs = `At PBS arrived: ${head.method} ${head.target.split('?')[0]} HTTP/${head.httpVersion} with ${names.join(', ')}.`;
  const status = exchanged.kind === 'reply' ? exchanged.status : 0;
  // All that the checks ask for begins so; two slashes are the same to PBS.
  if (!apiPath.test(head.target) && status >= 400)
    return {
      finding: 'upgrade-refused',
      remedy: 'keep-path',
      evidence: [arrivedAs, 'The path is not the one that was asked for, and PBS does not know it.'],
    };
  if (!names.includes('authorization') && !names.includes('cookie') && status === 401)
    return { finding: 'auth-stripped', remedy: 'keep-authorization', evidence: [arrivedAs] };
  if (!names.includes('upgrade'))
    return {
      finding: 'upgrade-stripped',
      remedy: 'pass-upgrade',
      evidence: [arrivedAs],
    };
  if (exchanged.kind === 'late')
    return {
      finding: 'tunnel-broken',
      remedy: 'no-response-buffering',
      evidence: [arrivedAs, 'PBS answered with 101 at once; the box keeps it.'],
    };
  if (head.httpVersion === '1.0')
    return { finding: 'tunnel-broken', remedy: 'http11-to-server', evidence: [arrivedAs] };
  return { evidence: [arrivedAs] };
}

function explainBeginning(
  connection: TappedConnection,
): (Partial<Explanation> & { readonly evidence: readonly string[] }) | null {
  const beginning = readBeginning(connection);
  switch (beginning.kind) {
    case 'proxy-header':
      return {
        finding: 'l4-failed',
        remedy: 'no-proxy-header',
        evidence: [`At PBS arrived a PROXY header before the TLS: ${beginning.text}`],
      };
    case 'plain-http':
      return { remedy: 'tls-to-server', evidence: [`At the TLS port of PBS arrived plain HTTP: ${beginning.text}`] };
    case 'tls':
      if (connection.protocol === 'other')
        return {
          finding: 'l4-failed',
          remedy: 'no-proxy-header',
          evidence: ['At PBS arrived TLS within TLS: the box wraps the TLS of the client once more.'],
        };
      if (connection.protocol === null || connection.protocol === 'closed')
        return {
          remedy: 'trust-certificate',
          evidence: [
            'The box began TLS with PBS and left before any request: it does not accept the certificate of PBS.',
          ],
        };
      return null;
    case 'unknown':
      return { remedy: 'tls-to-server', evidence: [`At PBS arrived what is no TLS: ${beginning.text}`] };
    case 'nothing':
      return null;
  }
}

/** From the client's side alone. */
function explainReply(exchanged: Exchanged): Explanation {
  if (exchanged.kind === 'late') return refusedFor('no-response-buffering', ['Neither an answer nor an end came.']);
  if (exchanged.kind === 'ended')
    return exchanged.alert === null
      ? refusedFor('reach-server', [])
      : {
          finding: 'tls-failed',
          remedy: 'client-certificate',
          evidence: [
            'In TLS 1.3 that is how a box says, after the handshake, that it wants a certificate of the client.',
          ],
        };
  const { status, body, headers } = exchanged;
  if (status === 401) return explainUnauthorized(exchanged);
  if (status === 403 && isOfPbs(exchanged))
    return {
      finding: 'authentication-failed',
      remedy: 'keep-authorization',
      evidence: ['PBS knows the account, which may not do this.'],
    };
  if (status === 400 && /missing Upgrade header/.test(body))
    return { finding: 'upgrade-stripped', remedy: 'pass-upgrade', evidence: ['PBS says that no Upgrade header came.'] };
  if (status === 400 && /invalid protocol name/.test(body))
    return {
      finding: 'upgrade-stripped',
      remedy: 'pass-upgrade',
      evidence: ['PBS says that the Upgrade header was changed.'],
    };
  if (status >= 300 && status < 400) {
    const location = headerOf(headers, 'location') ?? '';
    const isOfTlsPort = /^https:\/\/[^/]+$/.test(location) && body === '' && headerOf(headers, 'server') === null;
    return refusedFor(isOfTlsPort ? 'tls-to-server' : 'double-slash', [
      isOfTlsPort
        ? 'That is how PBS sends plain HTTP away: the box speaks no TLS to it.'
        : `A redirect to ${location}; PBS clients follow none.`,
    ]);
  }
  if (status >= 200 && status < 300)
    return refusedFor('pass-upgrade', [`The upgrade was answered like a request: ${status} for 101.`]);
  if (status === 404) return refusedFor(isOfPbs(exchanged) ? 'keep-path' : 'allow-request', []);
  if (status >= 500) return refusedFor('reach-server', []);
  return refusedFor(isOfPbs(exchanged) ? 'pass-upgrade' : 'allow-request', []);
}

const refusedFor = (remedy: Remedy, evidence: readonly string[]): Explanation => ({
  finding: 'upgrade-refused',
  remedy,
  evidence,
});

function explainUnauthorized(reply: Reply): Explanation {
  const { body } = reply;
  if (/no authentication credentials/.test(body))
    return { finding: 'auth-stripped', remedy: 'keep-authorization', evidence: ['PBS says that no credentials came.'] };
  if (isOfPbs(reply))
    return {
      finding: 'authentication-failed',
      remedy: 'keep-authorization',
      evidence: ['PBS does not accept the credentials: they are wrong, or they did not arrive whole.'],
    };
  return refusedFor('no-own-login', ['The box asks for a login of its own.']);
}

/** PBS's texts, and how it sends them: no page, no Server header of a known box in front changes the text. */
export const isOfPbs = ({ body, status }: Reply): boolean =>
  status === switchingProtocols ||
  /^(?:authentication failed|permission check failed|missing permissions|parameter verification failed|Path '.*' not found|unable to acquire lock|while creating locked|missing Upgrade header)/.test(
    body.trim(),
  );
