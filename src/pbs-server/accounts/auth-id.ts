// Names of accounts: `user@realm`, or `user@realm!token` of one of its API tokens (protocol.md 2.4). In: text. Out: what
// kind of name it is, and whose.

/** The user's part may hold an `@` (a mail address); the realm is what follows the last one. */
const userId = /^[^\s:/!\p{Cc}]+@[A-Za-z0-9_][A-Za-z0-9._-]{1,31}$/u;
const tokenName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** PBS takes auth ids of 3 to 64 characters. */
const maxCharacters = 64;

export const isUserId = (text: string): boolean => text.length <= maxCharacters && userId.test(text);

export const isToken = (authId: string): boolean => authId.includes('!');

export function isTokenId(text: string): boolean {
  const at = text.indexOf('!');
  return (
    at > 0 && text.length <= 2 * maxCharacters && isUserId(text.slice(0, at)) && tokenName.test(text.slice(at + 1))
  );
}

/** The user behind an auth id: itself, or the token's owner. */
export function userOf(authId: string): string {
  const at = authId.indexOf('!');
  return at < 0 ? authId : authId.slice(0, at);
}

/** PBS's rule: the owner itself, or the user of the token that owns (protocol.md 5.1 step 10). */
export function ownsAs(owner: string, authId: string): boolean {
  return owner === authId || (isToken(owner) && userOf(owner) === authId);
}
