// Names ⇄ what stands for them. In: a name and what it names. Out: its pseudonym: the same for the same name as long as this lives,
// and not to be undone without the salt inside `hash`. Core has no SHA-256, so the hash is the caller's.
import { zeroChunkDigest } from '../pbs/index.js';

/** Text → 64 hex digits, salted. */
export type Hash = (text: string) => string;

export type NameKind = 'host' | 'user' | 'realm' | 'token' | 'store' | 'ns' | 'id' | 'file' | 'name';

/** 40 bits: among the few thousand names of a file, two that meet are one chance in a hundred thousand. */
const shownDigits = 10;
/** A name is told from other words by its length; shorter ones are replaced where they stand alone only. */
const minKnownCharacters = 3;
/** More names than any file has; what comes later is still replaced, but not looked for in free text. */
const maxKnownNames = 20_000;

export class Pseudonyms {
  readonly #hash: Hash;
  /** By name, for free text. */
  readonly #known = new Map<string, string>();
  readonly #common: ReadonlySet<string>;

  /** `common`: words that are no names wherever they stand in free text. */
  constructor(hash: Hash, common: ReadonlySet<string>) {
    this.#hash = hash;
    this.#common = common;
  }

  get known(): ReadonlyMap<string, string> {
    return this.#known;
  }

  of(kind: NameKind, name: string): string {
    if (name === '') return '';
    const pseudonym = `${kind}-${this.#hash(`${kind}:${name}`).slice(0, shownDigits)}`;
    const isKnown = name.length >= minKnownCharacters && !this.#common.has(name.toLowerCase());
    if (isKnown && this.#known.size < maxKnownNames && !this.#known.has(name)) this.#known.set(name, pseudonym);
    return pseudonym;
  }

  /** Hex of any length stays hex of that length. A chunk of zeros is no secret, and rules know it. */
  hex(text: string): string {
    if (text.toLowerCase() === zeroChunkDigest) return text;
    let digits = '';
    for (let part = 0; digits.length < text.length; part++) digits += this.#hash(`hex:${part}:${text.toLowerCase()}`);
    return digits.slice(0, text.length);
  }
}
