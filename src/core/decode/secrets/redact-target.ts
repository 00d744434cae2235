// In: a request target or an authority. Out: the same without its secrets: values of secret query parameters, `user:password@`.

const secretName = /password|passwd|secret|ticket|csrf|token|auth|cookie|api-?key/i;
const parameter = /([?&;])([^=&;#]*)=([^&;#]*)/g;
/** `user:password@` in an absolute target. */
const userInfo = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;

const decodePercent = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

export function redactTarget(target: string): string {
  return target
    .replace(userInfo, '$1***@')
    .replace(parameter, (all, start: string, name: string) =>
      secretName.test(decodePercent(name)) ? `${start}${name}=***` : all,
    );
}

/** An authority has no user in HTTP (RFC 9110 4.2.4); who sends one sends a password. */
export const redactAuthority = (authority: string): string => authority.replace(/^.*@/, '***@');
