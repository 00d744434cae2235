// Locks by name inside this process: many sharers or one owner, never waiting (protocol.md 5.10: a group in use is refused
// at once). In: a key. Out: a release function, or null when somebody else is in the way.

export type Release = () => void;

/** How many hold a key: `-1` = one exclusive owner. */
const exclusive = -1;

export class Locks {
  readonly #holders = new Map<string, number>();

  tryExclusive(key: string): Release | null {
    if (this.#holders.has(key)) return null;
    this.#holders.set(key, exclusive);
    return once(() => this.#holders.delete(key));
  }

  tryShared(key: string): Release | null {
    const count = this.#holders.get(key) ?? 0;
    if (count === exclusive) return null;
    this.#holders.set(key, count + 1);
    return once(() => {
      const left = (this.#holders.get(key) ?? 1) - 1;
      if (left === 0) this.#holders.delete(key);
      else this.#holders.set(key, left);
    });
  }
}

/** A lock is given back once, however often the end of a session is noticed. */
function once(action: () => void): Release {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
