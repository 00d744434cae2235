// The folder that a server's accounts live in: `accounts.json`, and `ticket-keys.json` so that tickets outlive a restart.
// In: a folder. Out: the book as it is now, changes to it, the keys. Both files are 0600 and replaced atomically.
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing, withLockFile, writePrivateFile } from '../private-file.js';
import { type AccountBook, emptyBook, formatBook, parseBook } from './account-book.js';
import type { TicketKeys } from './tickets.js';

const bookName = 'accounts.json';
const keysName = 'ticket-keys.json';
const keysSchema = z.strictObject({ format: z.literal(1), privateKeyPem: z.string(), csrfKey: z.string() });
const csrfKeyBytes = 32;

/** A file of the folder that is not what it should be: the operator's to mend. */
export class AccountsUnusable extends Error {
  readonly path: string;

  constructor(path: string, detail: string) {
    super(detail);
    this.path = path;
  }
}

export class AccountFolder {
  readonly #folder: string;
  #seen: { readonly version: string; readonly book: AccountBook } | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file is read again when it has changed, so that a running server knows a new account at once. */
  async read(): Promise<AccountBook> {
    const path = join(this.#folder, bookName);
    const version = await versionOf(path);
    if (version === null) return emptyBook;
    if (this.#seen?.version !== version) {
      const text = await readFile(path, 'utf8');
      const book = parseBook(text);
      if (typeof book === 'string') throw new AccountsUnusable(path, book);
      this.#seen = { version, book };
    }
    return this.#seen.book;
  }

  /** Reads, changes and writes while no other process does; what `change` throws leaves everything as it was. */
  change(change: (book: AccountBook) => AccountBook): Promise<AccountBook> {
    return withLockFile(join(this.#folder, `${bookName}.lock`), async () => {
      const book = change(await this.read());
      await writePrivateFile(join(this.#folder, bookName), formatBook(book));
      return book;
    });
  }

  ticketKeys(): Promise<TicketKeys> {
    const path = join(this.#folder, keysName);
    return withLockFile(`${path}.lock`, async () => {
      const known = await readKeys(path);
      if (known !== null) return known;
      const keys = createTicketKeys();
      await writePrivateFile(path, `${JSON.stringify({ format: 1, ...keys }, null, 2)}\n`);
      return keys;
    });
  }
}

export function createTicketKeys(): TicketKeys {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    csrfKey: randomBytes(csrfKeyBytes).toString('base64url'),
  };
}

async function readKeys(path: string): Promise<TicketKeys | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const { privateKeyPem, csrfKey } = keysSchema.parse(JSON.parse(text));
    createPrivateKey(privateKeyPem); // throws for what is no key
    return { privateKeyPem, csrfKey };
  } catch {
    throw new AccountsUnusable(path, 'not the keys of a pbscope server');
  }
}

/** Changes with every replacement of the file; null = there is none. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}:${mtimeMs}:${size}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
