// One at a time: work on a session's state in the order it was asked for, PBS's mutex of a session (protocol.md 5.2).
// In: async functions. Out: their results. A turn that fails does not stop the next.

export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined); // its caller has the error
    return turn;
  }
}
