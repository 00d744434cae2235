// What stands at a port, by what answers a ClientHello there or comes before it. In: bytes. Out: nothing, plain HTTP, another service by
// its greeting, or bytes that say nothing; and a sentence.

export interface FirstBytes {
  readonly kind: 'nothing' | 'plain-http' | 'other-service' | 'unknown';
  /** As it is, where it is text. */
  readonly firstLine: string;
  readonly sentence: string;
}

/** Services that speak first, or answer in a line of their own. */
const greetings: readonly (readonly [pattern: RegExp, service: string])[] = [
  [/^SSH-\d/, 'SSH'],
  [/^220[ -].*(?:smtp|mail|postfix|exim)/i, 'a mail server'],
  [/^220[ -]/, 'an FTP or a mail server'],
  [/^\* OK/, 'IMAP'],
  [/^\+OK/, 'POP3'],
  [/^RFB \d/, 'VNC'],
  [/^-ERR|^-NOAUTH/, 'Redis or POP3'],
];
const shownBytes = 60;

export function describeFirstBytes(bytes: Uint8Array): FirstBytes {
  const text = Buffer.from(bytes).toString('latin1');
  const line = text.split('\r\n')[0] ?? '';
  const firstLine = /^[\x20-\x7e]*$/.test(line) ? line : '';
  if (bytes.length === 0) return { kind: 'nothing', firstLine, sentence: 'Nothing answered the ClientHello.' };
  const shown = JSON.stringify(
    (firstLine === '' ? Buffer.from(bytes).toString('hex') : firstLine).slice(0, shownBytes),
  );
  const service = greetings.find(([pattern]) => pattern.test(line))?.[1];
  if (service !== undefined)
    return { kind: 'other-service', firstLine, sentence: `At this port is ${service}: it says ${shown}.` };
  if (/^HTTP\/1\.\d /.test(line))
    return {
      kind: 'plain-http',
      firstLine,
      sentence: `The ClientHello was answered in plain HTTP: ${shown}.`,
    };
  return { kind: 'unknown', firstLine, sentence: `The ClientHello was answered with ${shown}.` };
}
