// HAProxy's log in its own formats (configuration manual 8.2: tcplog, httplog, httpslog; 8.5: how a session ended), with or without a syslog
// prefix. In: lines. Out: two rows each, where it accepted and where it ended. Its times name no zone.
import type { EvidenceLine, EvidenceTime, ParsedLine } from '../../../core/evidence/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseLocalTime } from './log-time.js';
import { parseUpgrade, shortenRequest } from './upgrade-request.js';

/** What syslog puts before it; on stdout nothing does. */
const prefix = /^(?:<\d+>)?(?:.*? )?haproxy(?:\[\d+\])?: /;
const accepted = /^\[?([0-9A-Fa-f.:]+?)\]?:(\d+) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d\.\d{3})\] (\S+) (.*)$/;
/** tcplog: backend/server Tw/Tc/Tt bytes state. */
const tcpRest = /^(\S+) (-?\d+)\/(-?\d+)\/\+?(\d+) \+?(\d+) (\S\S) /;
/** httplog: backend/server TR/Tw/Tc/Tr/Ta status bytes cookies state … "request". */
const httpRest = /^(\S+) (-?\d+)\/(-?\d+)\/(-?\d+)\/(-?\d+)\/\+?(-?\d+) (-?\d+) \+?(\d+) \S+ \S+ (\S\S)\S\S .*"(.*)"/;
/** What it says of itself. */
const ownWords = /^(?:Proxy|Server|Backup Server|backend|Health check|Stopping|Pausing)\b/;

export const haproxyLog: EvidenceFormat = {
  id: 'haproxy',
  recognises: (line) =>
    accepted.test(line.replace(prefix, '')) || (prefix.test(line) && ownWords.test(line.replace(prefix, ''))),
  begin: () => createParser(),
};

/** First letter: who or what ended it. */
const enders: Readonly<Record<string, string>> = {
  C: 'the client ended it',
  S: 'the server ended or refused it',
  P: 'HAProxy ended it',
  L: 'HAProxy answered itself',
  R: 'a resource of HAProxy ran out',
  I: 'HAProxy had an internal error',
  D: 'HAProxy closed it: the server went down',
  U: 'HAProxy closed it: the server came back',
  K: 'an administrator closed it',
  c: "HAProxy's timeout for the client ran out",
  s: "HAProxy's timeout for the server ran out",
};
/** Second letter: where it stood. */
const stages: Readonly<Record<string, string>> = {
  R: 'waiting for the request',
  Q: 'in the queue',
  C: 'connecting to the server',
  H: 'waiting for the reply',
  D: 'while data passed',
  L: 'sending the last data',
  T: 'in the tarpit',
};

function describeState(state: string): string {
  const ender = enders[state[0] ?? ''];
  if (ender === undefined) return 'ended normally';
  const stage = stages[state[1] ?? ''];
  return `${ender}${stage === undefined ? '' : `, ${stage}`}`;
}

function createParser(): EvidenceParser {
  return {
    feed(line): ParsedLine {
      const text = line.replace(prefix, '');
      const match = accepted.exec(text);
      if (match === null) return ownWords.test(text) ? [{ text, time: null, fact: null }] : 'unknown';
      const [, address = '', port = '', day = '', month = '', year = '', clock = '', frontend = '', rest = ''] = match;
      const time = parseLocalTime({ year, month, day, clock });
      if (time === null) return 'unknown';
      const client = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
      return parseEnd(rest, {
        time,
        client: client.replace('[::ffff:', '').replace(/^(\d+\.\d+\.\d+\.\d+)\]/, '$1'),
        frontend,
      });
    },
  };
}

interface Accepted {
  readonly time: EvidenceTime;
  readonly client: string;
  readonly frontend: string;
}

function parseEnd(rest: string, { time, client, frontend }: Accepted): ParsedLine {
  const http = httpRest.exec(rest);
  const tcp = http === null ? tcpRest.exec(rest) : null;
  const carried = { kind: 'carried', client } as const;
  if (http === null && tcp === null) {
    // `frontend/1: SSL handshake failure`, logged where it happened.
    const fact = { ...carried, edge: 'accepted', side: null, snapshot: null } as const;
    return [{ text: `${client} ${frontend} ${rest}`, time, fact }];
  }
  const request = http?.[10] ?? null;
  const upgrade = request === null ? null : parseUpgrade(request);
  const { side, snapshot } = upgrade ?? { side: null, snapshot: null };
  const backend = (http ?? tcp)?.[1] ?? '';
  const totalMs = Number(http?.[6] ?? tcp?.[4]);
  const byteCount = http?.[8] ?? tcp?.[5];
  const state = http?.[9] ?? tcp?.[6] ?? '--';
  const status = http === null ? '' : `${http[7]} to ${shortenRequest(request ?? '')}, `;
  const begun: EvidenceLine = {
    text: `${client} accepted by ${frontend}, passed to ${backend}`,
    time,
    // In HTTP the line is of one request, and others may have gone before on the connection.
    fact: { ...carried, edge: 'accepted', side, snapshot },
  };
  const ended: EvidenceLine = {
    text: `${client} ${status}${describeState(state)} (${state}), ${byteCount} bytes to the client in ${totalMs} ms`,
    time: { ...time, atUnixMs: time.atUnixMs + Math.max(0, totalMs) },
    fact: { ...carried, edge: 'ended', side, snapshot },
  };
  return [begun, ended];
}
