// Secrets as they are kept: salted hashes that say how they were made, so that the cost can be raised later. In: a secret,
// or a secret and its hash. Out: the hash, or whether they belong together, in constant time.
import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MiB and some 50 ms a password: dear for whoever guesses, bearable for a login. */
const cost = { N: 16_384, r: 8, p: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;

/** A password is what a person chose, so guessing must be slow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await stretch(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** A token's secret is 122 random bits and comes with every request: there is nothing to guess, so one round is enough. */
export function hashTokenSecret(secret: string): string {
  const salt = randomBytes(saltBytes);
  return ['sha256', salt.toString('base64url'), digest(secret, salt).toString('base64url')].join('$');
}

/** Null for the hash of nobody: takes as long as a wrong secret, so that names cannot be told apart by time. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', known = ''] = (hash ?? `scrypt$${cost.N}$${cost.r}$${cost.p}$AA$AA`).split('$');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await stretch(password, Buffer.from(salt, 'base64url'), options);
  return isEqual(Buffer.from(known, 'base64url'), given) && hash !== null;
}

export function isTokenSecret(secret: string, hash: string): boolean {
  const [, salt = '', known = ''] = hash.split('$');
  return isEqual(Buffer.from(known, 'base64url'), digest(secret, Buffer.from(salt, 'base64url')));
}

export function isEqual(known: Buffer, given: Buffer): boolean {
  return known.length === given.length && timingSafeEqual(known, given);
}

function digest(secret: string, salt: Buffer): Buffer {
  return createHash('sha256').update(salt).update(secret).digest();
}

function stretch(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
