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
  /** Tasks whose work goes on without a connection, until it is through. */
  readonly #running = new Map<string, Promise<void>>();

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

  /** Work of a task that nothing else waits for. */
  track(task: Task, work: Promise<void>): void {
    const { upid } = task;
    this.#running.set(
      upid,
      work.finally(() => this.#running.delete(upid)),
    );
  }

  /** Resolves when the tracked work of a task is through. */
  async finished(upid: string): Promise<void> {
    await this.#running.get(upid);
  }

  /** Ends all tracked work between two steps. */
  async stop(): Promise<void> {
    for (const upid of this.#running.keys()) this.#tasks.get(upid)?.abort();
    await Promise.allSettled(this.#running.values());
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
