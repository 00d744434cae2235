// The accounts of a server as one value: users, their API tokens, and who may do what where. In: the text of the accounts
// file. Out: a checked book, or what is wrong with the text; and back. Reads no file, knows no secret in clear.
import { z } from 'zod';
import { isTokenId, isUserId, userOf } from './auth-id.js';
import { roleNames } from './roles.js';

const accountFields = {
  isEnabled: z.boolean().default(true),
  /** Unix seconds; null = never. */
  expiresAtSeconds: z.int().nonnegative().nullable().default(null),
  comment: z.string().default(''),
};
const userSchema = z.strictObject({
  /** Null: comes in by tokens only. */
  passwordHash: z.string().startsWith('scrypt$').nullable(),
  ...accountFields,
});
const tokenSchema = z.strictObject({ secretHash: z.string().startsWith('sha256$'), ...accountFields });
const aclEntrySchema = z.strictObject({
  path: z.string().regex(/^\/(?:[^/]+(?:\/[^/]+)*)?$/, 'a path like /datastore/NAME'),
  authId: z.string().refine((id) => isUserId(id) || isTokenId(id), 'user@realm or user@realm!token'),
  role: z.enum(roleNames),
  isPropagated: z.boolean().default(true),
});
const bookSchema = z
  .strictObject({
    format: z.literal(1),
    users: z.record(z.string().refine(isUserId, 'user@realm'), userSchema),
    tokens: z.record(z.string().refine(isTokenId, 'user@realm!token'), tokenSchema),
    acl: z.array(aclEntrySchema),
  })
  .refine((book) => Object.keys(book.tokens).every((id) => userOf(id) in book.users), 'a token has no user');

type Mutable = z.infer<typeof bookSchema>;
export type User = Readonly<Mutable['users'][string]>;
export type Token = Readonly<Mutable['tokens'][string]>;
export type AclEntry = Readonly<Mutable['acl'][number]>;
export interface AccountBook {
  readonly users: Readonly<Record<string, User>>;
  readonly tokens: Readonly<Record<string, Token>>;
  readonly acl: readonly AclEntry[];
}

export const emptyBook: AccountBook = { users: {}, tokens: {}, acl: [] };
export const newUser: User = { passwordHash: null, isEnabled: true, expiresAtSeconds: null, comment: '' };
export const newToken: Omit<Token, 'secretHash'> = { isEnabled: true, expiresAtSeconds: null, comment: '' };

/** A string is what is wrong with the text, with the place in it. */
export function parseBook(text: string): AccountBook | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `not JSON (${(error as Error).message})`;
  }
  const parsed = bookSchema.safeParse(json);
  return parsed.success ? parsed.data : z.prettifyError(parsed.error).replaceAll('\n', ' ');
}

export function formatBook(book: AccountBook): string {
  return `${JSON.stringify({ format: 1, users: book.users, tokens: book.tokens, acl: book.acl }, null, 2)}\n`;
}

/** Two books as one; what the second says of a name counts. */
export function mergeBooks(first: AccountBook, second: AccountBook): AccountBook {
  return {
    users: { ...first.users, ...second.users },
    tokens: { ...first.tokens, ...second.tokens },
    acl: [...first.acl, ...second.acl],
  };
}

const isCurrent = (account: User | Token | undefined, nowSeconds: number): boolean =>
  account?.isEnabled === true && (account.expiresAtSeconds === null || account.expiresAtSeconds > nowSeconds);

/** Known, enabled and not expired, its user too. */
export function isActive(book: AccountBook, authId: string, nowSeconds: number): boolean {
  const user = userOf(authId);
  if (!isCurrent(book.users[user], nowSeconds)) return false;
  return authId === user || isCurrent(book.tokens[authId], nowSeconds);
}

/** Whether anybody could come in at all. */
export function hasAccounts(book: AccountBook, nowSeconds: number): boolean {
  const withSecret = [
    ...Object.keys(book.tokens),
    ...Object.keys(book.users).filter((id) => book.users[id]?.passwordHash !== null),
  ];
  return withSecret.some((id) => isActive(book, id, nowSeconds));
}
