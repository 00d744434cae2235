// In: a request target. Out: the same with the values of secret query parameters replaced by `***`.

const secretParameter =
  /([?&;](?:[^=&;]*(?:password|passwd|secret|ticket|csrf|token|auth|cookie|apikey|api-key)[^=&;]*)=)[^&;#]*/gi;
/** `user:password@` in an absolute target. */
const userInfo = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i;

export function redactTarget(target: string): string {
  return target.replace(userInfo, '$1***@').replace(secretParameter, '$1***');
}
