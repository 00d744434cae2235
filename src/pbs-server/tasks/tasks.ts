// The tasks of a server, running ones and the last that ended (protocol.md 3, `nodes/localhost/tasks`). In: a type, what it
// works on, who asked. Out: tasks, newest first. In memory: a restart forgets them.
import { Task } from './task.js';
import type { TaskName } from './upid.js';

/** A day of a busy server; the oldest that has ended goes first. */
const maxTasks = 1000;

export class Tasks {
  readonly #nowSeconds: () => number;
  readonly #tasks = new Map<string, Task>();
  #startedCount = 0;

  constructor(nowSeconds: () => number) {
    this.#nowSeconds = nowSeconds;
  }

  start(name: Pick<TaskName, 'type' | 'workerId' | 'authId'>): Task {
    this.#startedCount += 1;
    const task = new Task(
      { ...name, number: this.#startedCount, startedAtSeconds: this.#nowSeconds() },
      this.#nowSeconds,
    );
    this.#tasks.set(task.upid, task);
    if (this.#tasks.size > maxTasks) this.#forgetOldest();
    return task;
  }

  find(upid: string): Task | null {
    return this.#tasks.get(upid) ?? null;
  }

  list(): readonly Task[] {
    return [...this.#tasks.values()].reverse();
  }

  #forgetOldest(): void {
    for (const task of this.#tasks.values()) {
      if (task.end === null) continue;
      this.#tasks.delete(task.upid);
      return;
    }
  }
}
