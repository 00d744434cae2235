// The accounts that a server starts with: those of its folder and those it was given; where nobody could come in, one random
// token made now, so that it never runs open. In: a folder, credentials. Out: the accounts, and a token known in clear.
import { randomUUID } from 'node:crypto';
import { type AccountBook, emptyBook, hasAccounts, mergeBooks } from './account-book.js';
import { AccountFolder, createTicketKeys } from './account-folder.js';
import { Accounts } from './accounts.js';
import { bookOf, type Credentials, type TokenCredential } from './credentials.js';

const madeTokenId = 'backup@pbs!pbscope';

export interface OpenAccountsOptions {
  /** Null: accounts live as long as the process. */
  readonly folder: string | null;
  readonly credentials: Credentials;
  /** Names of the datastores, in which the given credentials may do everything. */
  readonly stores: readonly string[];
  readonly nowSeconds: () => number;
  readonly log: (line: string) => void;
}

export interface OpenedAccounts {
  readonly accounts: Accounts;
  /** The first token that was given, or the one made now; null where accounts are kept in the folder alone. */
  readonly token: TokenCredential | null;
}

export async function openAccounts(options: OpenAccountsOptions): Promise<OpenedAccounts> {
  const { credentials, stores, nowSeconds, log } = options;
  const folder = options.folder === null ? null : new AccountFolder(options.folder);
  let kept = (await folder?.read()) ?? emptyBook;
  const given = credentials.tokens?.[0] ?? null;
  const isNeeded = given === null && !hasAccounts(kept, nowSeconds());
  const token = isNeeded ? { tokenId: madeTokenId, secret: randomUUID() } : given;
  const tokens = [...(isNeeded && token !== null ? [token] : []), ...(credentials.tokens ?? [])];
  const inMemory = await bookOf({ ...credentials, tokens }, stores);
  const readBook = async (): Promise<AccountBook> => {
    try {
      kept = (await folder?.read()) ?? emptyBook;
    } catch (error) {
      // Somebody edits the file by hand: what was good a moment ago goes on.
      log(`accounts not read again - ${(error as Error).message}`);
    }
    return mergeBooks(kept, inMemory);
  };
  const keys = (await folder?.ticketKeys()) ?? createTicketKeys();
  return { accounts: new Accounts({ readBook, keys, nowSeconds }), token };
}
