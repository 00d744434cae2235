// In: lines of HTTP/1.1, heads and bodies, and whether they go on a line that was being masked. Out: the same, byte for byte as long,
// with tokens, tickets, cookies and passwords made unreadable. A cut line is masked up to its end.
const secretLine = /^((?:proxy-)?authorization|cookie|set-cookie|csrfpreventiontoken)(:[ \t]*)([^\r\n]*)/gim;
const secretField = /((?:^|[?&\s])(?:password|ticket|secret|token|new-password|otp)=)([^&\s]*)/gi;
const secretValue = /("(?:password|ticket|secret|value|token|CSRFPreventionToken|otp)"\s*:\s*")((?:[^"\\]|\\.)*)/gi;

const stars = (text: string): string => '*'.repeat(text.length);

export interface Masked {
  readonly text: string;
  /** The text ends inside of a secret line: what follows belongs to it. */
  readonly isInsideSecret: boolean;
}

/** `text`: one character a byte. */
export function maskSecrets(text: string, start: 'at-line-start' | 'inside-secret'): Masked {
  const rest = start === 'inside-secret' ? (/^[^\r\n]*/.exec(text)?.[0].length ?? 0) : 0;
  const masked =
    stars(text.slice(0, rest)) +
    text
      .slice(rest)
      .replace(secretLine, (_, name: string, colon: string, value: string) => `${name}${colon}${stars(value)}`)
      .replace(secretField, (_, name: string, value: string) => `${name}${stars(value)}`)
      .replace(secretValue, (_, name: string, value: string) => `${name}${stars(value)}`);
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  const isOneLine = !text.includes('\n');
  const isInsideSecret =
    (isOneLine && start === 'inside-secret') || (lastLine !== '' && lastLine.search(secretLine) === 0);
  return { text: masked, isInsideSecret };
}
