// Changes to the book of accounts that keep it whole: a removed user takes its tokens and rights along. In: a book and what is
// wanted. Out: the new book; what cannot be done is an AccountsRefusal, in a sentence for the operator.
import { type AccountBook, type AclEntry, newToken, newUser, type User } from './account-book.js';
import { isToken, isTokenId, isUserId, userOf } from './auth-id.js';
import { holdsAny, privilegesOn } from './permissions.js';
import { roles } from './roles.js';

export class AccountsRefusal extends Error {
  readonly nextStep: string;

  constructor(sentence: string, nextStep: string) {
    super(sentence);
    this.nextStep = nextStep;
  }
}

export function addUser(book: AccountBook, userId: string, user: Pick<User, 'passwordHash' | 'comment'>): AccountBook {
  if (!isUserId(userId)) throw new AccountsRefusal(`${userId} is no name for a user.`, 'Write it as NAME@pbs.');
  if (Object.hasOwn(book.users, userId)) {
    throw new AccountsRefusal(`There is a user ${userId} already.`, 'Choose another name, or give it a new password.');
  }
  return { ...book, users: { ...book.users, [userId]: { ...newUser, ...user } } };
}

export function setPassword(book: AccountBook, userId: string, passwordHash: string): AccountBook {
  const user = demandUser(book, userId);
  return { ...book, users: { ...book.users, [userId]: { ...user, passwordHash } } };
}

/** What may change of a user or a token; what is absent stays. */
export type AccountChange = Partial<Pick<User, 'isEnabled' | 'expiresAtSeconds' | 'comment'>>;

export function changeAccount(book: AccountBook, authId: string, change: AccountChange): AccountBook {
  demandAccount(book, authId);
  const token = book.tokens[authId];
  if (token !== undefined) return { ...book, tokens: { ...book.tokens, [authId]: { ...token, ...change } } };
  return { ...book, users: { ...book.users, [authId]: { ...demandUser(book, authId), ...change } } };
}

export function removeUser(book: AccountBook, userId: string): AccountBook {
  demandUser(book, userId);
  return {
    users: without(book.users, (id) => id === userId),
    tokens: without(book.tokens, (id) => userOf(id) === userId),
    acl: book.acl.filter((entry) => userOf(entry.authId) !== userId),
  };
}

export function addToken(
  book: AccountBook,
  tokenId: string,
  token: { readonly secretHash: string; readonly comment: string },
): AccountBook {
  demandUser(book, userOf(tokenId));
  if (!isTokenId(tokenId)) {
    const name = tokenId.slice(tokenId.indexOf('!') + 1);
    throw new AccountsRefusal(`${name} is no name for a token.`, 'Use letters, digits, dots, dashes and underscores.');
  }
  if (Object.hasOwn(book.tokens, tokenId)) {
    throw new AccountsRefusal(`There is a token ${tokenId} already.`, 'Choose another name, or remove it first.');
  }
  return { ...book, tokens: { ...book.tokens, [tokenId]: { ...newToken, ...token } } };
}

export function removeToken(book: AccountBook, tokenId: string): AccountBook {
  if (!Object.hasOwn(book.tokens, tokenId)) {
    throw new AccountsRefusal(`There is no token ${tokenId}.`, 'See pbscope server token list.');
  }
  return {
    ...book,
    tokens: without(book.tokens, (id) => id === tokenId),
    acl: book.acl.filter((entry) => entry.authId !== tokenId),
  };
}

/** A role on a path is there once, with the propagation that was asked for last. */
export function setAcl(book: AccountBook, entry: AclEntry): AccountBook {
  demandAccount(book, entry.authId);
  return { ...book, acl: [...book.acl.filter((one) => !isSameRole(one, entry)), entry] };
}

export function removeAcl(book: AccountBook, entry: Pick<AclEntry, 'path' | 'authId' | 'role'>): AccountBook {
  const acl = book.acl.filter((one) => !isSameRole(one, entry));
  if (acl.length === book.acl.length) {
    throw new AccountsRefusal(
      `${entry.authId} has no role ${entry.role} on ${entry.path}.`,
      'See pbscope server acl list.',
    );
  }
  return { ...book, acl };
}

/** A token's role that its user does not have there too is worth nothing. */
export function isWorthless(book: AccountBook, { authId, path, role }: AclEntry): boolean {
  return isToken(authId) && roles[role].length > 0 && !holdsAny(privilegesOn(book, authId, path), roles[role]);
}

function isSameRole(one: AclEntry, other: Pick<AclEntry, 'path' | 'authId' | 'role'>): boolean {
  return one.path === other.path && one.authId === other.authId && one.role === other.role;
}

function demandUser(book: AccountBook, userId: string): User {
  const user = Object.hasOwn(book.users, userId) ? book.users[userId] : undefined;
  if (user === undefined)
    throw new AccountsRefusal(`There is no user ${userId}.`, 'Make it with pbscope server user add.');
  return user;
}

function demandAccount(book: AccountBook, authId: string): void {
  if (!isToken(authId)) demandUser(book, authId);
  else if (!Object.hasOwn(book.tokens, authId)) {
    throw new AccountsRefusal(`There is no token ${authId}.`, 'Make it with pbscope server token add.');
  }
}

function without<T>(all: Readonly<Record<string, T>>, isGone: (id: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => !isGone(id)));
}
