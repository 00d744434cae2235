// In: an NSS key log as text. Out: its secrets by ClientHello random. Keeps TLS 1.2 master secrets too; lines it does
// not understand are counted. draft-ietf-tls-keylogfile 2.

/** Secrets of one TLS session by label, for example `SERVER_TRAFFIC_SECRET_0`. */
export type SessionSecrets = ReadonlyMap<string, Uint8Array>;

const linePattern = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ([0-9a-fA-F]+)$/;
/** The largest secret is SHA-512's; more is not a key. */
const maxSecretDigits = 128;

export class KeyLog {
  readonly #secrets = new Map<string, Map<string, Uint8Array>>();
  #unknownLineCount = 0;

  /** May be called again: secrets inside a capture come with its packets. */
  add(text: string): void {
    for (const line of text.split(/\r?\n/)) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const [, label, clientRandom, secret] = linePattern.exec(trimmed) ?? [];
      if (label === undefined || clientRandom === undefined || secret === undefined || !isWholeSecret(secret)) {
        this.#unknownLineCount += 1;
        continue;
      }
      this.#sessionOf(clientRandom.toLowerCase()).set(label, Buffer.from(secret, 'hex'));
    }
  }

  /** `clientRandom`: lower-case hex. Null where the log knows nothing of the session. */
  secretsOf(clientRandom: string): SessionSecrets | null {
    return this.#secrets.get(clientRandom) ?? null;
  }

  /** Why there is no key for a session, for the operator. */
  describeMissing(clientRandom: string | null): string {
    const name = `client random ${clientRandom?.slice(0, 16)}…`;
    if (this.#secrets.size > 0) return `the key log has no key for ${name}`;
    if (this.#unknownLineCount === 0) return `no key log was given (${name})`;
    return `none of the ${this.#unknownLineCount} lines of the key log holds a key (${name})`;
  }

  #sessionOf(clientRandom: string): Map<string, Uint8Array> {
    const known = this.#secrets.get(clientRandom);
    if (known !== undefined) return known;
    const added = new Map<string, Uint8Array>();
    this.#secrets.set(clientRandom, added);
    return added;
  }
}

const isWholeSecret = (hex: string): boolean => hex.length % 2 === 0 && hex.length <= maxSecretDigits;
