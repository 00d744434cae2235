// What an account may do on a path: PBS's access control tree (an entry at a path, or inherited from the nearest path above
// that names the account; a token has no more than its user). In: the book, an auth id, a path. Out: privileges.
import type { AccountBook, AclEntry } from './account-book.js';
import { isToken, userOf } from './auth-id.js';
import { type Privilege, privileges, roles, superuserId } from './roles.js';

/** `/datastore/store1/ns/a` is the parts `datastore`, `store1`, `a`: a namespace's levels follow the datastore's name. */
export function datastorePath(store: string, namespace = ''): string {
  return ['', 'datastore', store, ...namespace.split('/').filter((level) => level !== '')].join('/');
}

export function privilegesOn(book: AccountBook, authId: string, path: string): ReadonlySet<Privilege> {
  if (authId === superuserId) return new Set(privileges);
  const own = entriesOn(book, authId, path).flatMap((entry): readonly Privilege[] => roles[entry.role]);
  if (!isToken(authId)) return new Set(own);
  const ofUser = privilegesOn(book, userOf(authId), path);
  return new Set(own.filter((privilege) => ofUser.has(privilege)));
}

/** Whether it holds one of them on the path or on any path below it. */
export function holdsBelow(book: AccountBook, authId: string, path: string, wanted: readonly Privilege[]): boolean {
  const below = book.acl.map((entry) => entry.path).filter((one) => one.startsWith(`${path}/`));
  return [path, ...below].some((one) => holdsAny(privilegesOn(book, authId, one), wanted));
}

export function holdsAny(held: ReadonlySet<Privilege>, wanted: readonly Privilege[]): boolean {
  return wanted.some((privilege) => held.has(privilege));
}

/** The entries that count: of the nearest path, from the root on, that has any for the account; NoAccess beats the others. */
function entriesOn(book: AccountBook, authId: string, path: string): readonly AclEntry[] {
  let found: readonly AclEntry[] = [];
  for (const level of pathsTo(path)) {
    const here = book.acl.filter(
      (entry) => entry.path === level && entry.authId === authId && (entry.isPropagated || level === path),
    );
    if (here.length > 0) found = here.some((entry) => entry.role === 'NoAccess') ? [] : here;
  }
  return found;
}

/** `/`, `/a`, `/a/b` for `/a/b`. */
function pathsTo(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}
