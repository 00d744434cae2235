// Virtual time: what happens next. In: moments and what is done then. Out: `run` does them in order, those of one moment in the
// order of asking. A binary heap.

interface Entry {
  readonly atMs: number;
  readonly number: number;
  readonly act: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);

export class EventQueue {
  readonly #heap: Entry[] = [];
  #count = 0;
  nowMs = 0;

  at(atMs: number, act: () => void): void {
    const entry = { atMs: Math.max(atMs, this.nowMs), number: this.#count, act };
    this.#count += 1;
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  run(): void {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.nowMs = next.atMs;
      next.act();
    }
  }

  #take(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
