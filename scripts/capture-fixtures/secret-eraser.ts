// In: the HTTP/1.1 part of a connection. Out: the same bytes with every secret written over by x, nothing longer or shorter.
// Names (user, token name) stay: the report shows them.

/** Each pattern: what stays in front, the secret. */
const secretPatterns: readonly RegExp[] = [
  /(authorization: PBSAPIToken[ =][^:\r\n]*:)([^\r\n]+)/gi,
  /((?:proxy-)?authorization: (?:Basic|Bearer) )([^\r\n]+)/gi,
  /(PBSAuthCookie=(?:PBS(?::|%3A)[^:%\r\n;]+(?::|%3A))?)([^;\r\n]+)/gi,
  /(csrfpreventiontoken: )([^\r\n]+)/gi,
  /("password"\s*:\s*")([^"]*)/g,
  /("ticket"\s*:\s*"(?:PBS:[^:"]*:)?)([^"]*)/g,
  /("CSRFPreventionToken"\s*:\s*")([^"]*)/g,
  /([?&]?password=)([^&\s]+)/g,
];

export function eraseSecrets(bytes: Uint8Array): Buffer {
  let text = Buffer.from(bytes).toString('latin1');
  for (const pattern of secretPatterns) {
    text = text.replace(pattern, (_, kept: string, secret: string) => kept + 'x'.repeat(secret.length));
  }
  return Buffer.from(text, 'latin1');
}
