// Front door of the accounts: who may come in, what they may do, and where that is kept.
export type { AccountBook, AclEntry } from './account-book.js';
export {
  type AccountChange,
  AccountsRefusal,
  addToken,
  addUser,
  changeAccount,
  isWorthless,
  removeAcl,
  removeToken,
  removeUser,
  setAcl,
  setPassword,
} from './account-changes.js';
export { AccountFolder, AccountsUnusable } from './account-folder.js';
export type { Accounts, CredentialHeaders } from './accounts.js';
export { isToken, ownsAs, userOf } from './auth-id.js';
export type { Credentials, PasswordCredential, TokenCredential } from './credentials.js';
export { openAccounts } from './open-accounts.js';
export { datastorePath, holdsAny } from './permissions.js';
export { type Privilege, privileges, type Role, roleNames } from './roles.js';
export { hashPassword, hashTokenSecret } from './secret-hash.js';
