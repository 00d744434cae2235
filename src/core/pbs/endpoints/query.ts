// Query strings and form bodies: text ⇄ names and values, by the rules of application/x-www-form-urlencoded as the
// official client applies them (protocol.md 1.4). Tolerant on the way in: nothing throws, odd escapes stay as they are.

export type QueryValue = string | number | boolean | undefined;

/** Path and query as they stand on the wire. Never through a URL parser: `//api2/…` would become a host name. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Names and values in order; a name may come twice. */
export function parseQuery(text: string): readonly (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    pairs.push(at < 0 ? [decodeForm(part), ''] : [decodeForm(part.slice(0, at)), decodeForm(part.slice(at + 1))]);
  }
  return pairs;
}

/** Names sorted, undefined left out. */
export function formatQuery(values: Readonly<Record<string, QueryValue>>): string {
  return Object.keys(values)
    .sort()
    .filter((name) => values[name] !== undefined)
    .map((name) => `${encodeForm(name)}=${encodeForm(String(values[name]))}`)
    .join('&');
}

function decodeForm(text: string): string {
  if (!/[%+]/.test(text)) return text;
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const bytes = Uint8Array.from(escapes.slice(1).split('%'), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder().decode(bytes);
  });
}

/** Letters, digits and `*-._` stay; a space is `+`; all else `%XX` of its UTF-8. */
export function encodeForm(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd'); // half a surrogate pair has no UTF-8
  return encodeURIComponent(wellFormed)
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
