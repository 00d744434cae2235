// Accounts that a caller gives in clear (the demo, the tests, the token made at start), as a book in memory: each may do
// everything in the datastores there are, and nothing elsewhere. In: secrets. Out: a book of hashes.
import { type AccountBook, emptyBook, newToken, newUser } from './account-book.js';
import { userOf } from './auth-id.js';
import { datastorePath } from './permissions.js';
import { hashPassword, hashTokenSecret } from './secret-hash.js';

export interface TokenCredential {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly secret: string;
}

export interface PasswordCredential {
  /** `user@realm` */
  readonly userId: string;
  readonly password: string;
}

export interface Credentials {
  readonly tokens?: readonly TokenCredential[];
  readonly users?: readonly PasswordCredential[];
}

export async function bookOf(credentials: Credentials, stores: readonly string[]): Promise<AccountBook> {
  const { tokens = [], users = [] } = credentials;
  const owners = tokens.map((token) => [userOf(token.tokenId), newUser] as const);
  const withPasswords = await Promise.all(
    users.map(async (user) => [user.userId, { ...newUser, passwordHash: await hashPassword(user.password) }] as const),
  );
  const book: AccountBook = {
    ...emptyBook,
    users: Object.fromEntries([...owners, ...withPasswords]),
    tokens: Object.fromEntries(
      tokens.map((token) => [token.tokenId, { ...newToken, secretHash: hashTokenSecret(token.secret) }] as const),
    ),
  };
  const authIds = [...Object.keys(book.users), ...Object.keys(book.tokens)];
  const acl = stores.flatMap((store) =>
    authIds.map((authId) => ({
      path: datastorePath(store),
      authId,
      role: 'DatastoreAdmin' as const,
      isPropagated: true,
    })),
  );
  return { ...book, acl };
}
