// Recorded answers of genuine servers (fixtures/server-answers) as values. In: a file's text. Out: probes in order, and the
// same one-line form for a reply of ours, so that the two can be compared as text.
import type { Reply } from './session-client.js';

export interface RecordedAnswer {
  readonly probe: string;
  readonly line: string;
}

/** `name  ('400', 'text', ('RST', 0), None)` as Python printed it. */
const answerPattern =
  /^(?<probe>.*?):?\s+\('(?<status>\d+)', (?<body>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"), (?<reset>''|\('RST', \d+\)), (?<type>None|'[^']*')\)$/;

export function parseRecordedAnswers(text: string): readonly RecordedAnswer[] {
  return text.split('\n').flatMap((line) => {
    const groups = answerPattern.exec(line)?.groups;
    if (groups === undefined) return [];
    const { probe = '', status = '', body = '', reset = '', type = '' } = groups;
    const resetCode = /\d+/.exec(reset)?.[0] ?? '-';
    const label = type === 'None' ? '-' : type.slice(1, -1);
    return [{ probe: probe.trim(), line: formatLine(status, resetCode, label, unquote(body)) }];
  });
}

export function describeReply(reply: Reply): string {
  const label = reply.contentType ?? '-';
  return formatLine(String(reply.status), String(reply.resetCode ?? '-'), label, reply.body.toString('latin1'));
}

/** The recorder kept 200 characters of a body. */
const keptCharacters = 200;

function formatLine(status: string, resetCode: string, label: string, body: string): string {
  return `${status} reset=${resetCode} ${label} ${blank(body.slice(0, keptCharacters))}`;
}

/** What must differ between two servers: digests, snapshot paths, epoch times. */
function blank(body: string): string {
  return body
    .replace(/[0-9a-f]{64}/g, '<digest>')
    .replace(/"[^"\s]*\/([a-z-]+\.[a-z.]+)"/g, '"<path>/$1"')
    .replace(/\b1[0-9]{9}\b/g, '<time>');
}

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\x([0-9a-f]{2})|\\(.)/g, (_, hex: string | undefined, sign: string) =>
      hex === undefined ? sign : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
