// The asker's side: a feed for the dashboard whose numbers come from another process. In: a path. Out: answers, each the newest that
// came; what is not known yet is empty for the length of one question.
import { connect, type Socket } from 'node:net';
import type { CallQuery, Report } from '../../core/report/index.js';
import type { DashboardFeed } from '../../sinks/dashboard/index.js';
import { createLineReader } from './lines.js';
import { answer, type Greeting, greeting, type Question } from './messages.js';

export interface RemoteFeed extends DashboardFeed {
  readonly title: string;
  readonly pid: number;
  /** The proxy ended, or cut us off. */
  readonly ended: Promise<void>;
  close(): void;
}

/** A report of thousands of sessions. */
const maxAnswerBytes = 256 * 1024 * 1024;
const patienceMs = 5_000;

interface Conversation {
  readonly greeting: Greeting;
  readonly ended: Promise<void>;
  ask(get: Question['get'], query: Question['query']): Promise<unknown>;
  close(): void;
}

function converse(socket: Socket): Promise<Conversation> {
  const waiting = new Map<number, (value: unknown) => void>();
  let count = 0;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('it does not answer')), patienceMs);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it hung up')));
    const read = createLineReader(maxAnswerBytes, (line) => {
      const value: unknown = JSON.parse(line);
      const hello = greeting.safeParse(value);
      if (hello.success) {
        clearTimeout(timer);
        resolve({ greeting: hello.data, ended, ask, close: () => socket.destroy() });
        return;
      }
      const { id, value: told } = answer.parse(value);
      waiting.get(id)?.(told);
      waiting.delete(id);
    });
    socket.on('data', (bytes: Buffer) => {
      try {
        if (!read(bytes)) socket.destroy();
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    const ask: Conversation['ask'] = (get, query) =>
      new Promise((settle) => {
        count += 1;
        waiting.set(count, settle);
        socket.write(`${JSON.stringify({ id: count, get, ...(query === undefined ? {} : { query }) })}\n`);
      });
  });
}

/** Rejects when nobody answers at `path`. */
export async function connectFeed(path: string): Promise<RemoteFeed> {
  const conversation = await converse(connect(path));
  let report = (await conversation.ask('report', undefined)) as Report;
  const latest = new Map<string, unknown>();
  const underWay = new Set<string>();
  /** The newest answer to this kind of question; a new one is asked for unless one is under way. */
  const recall = <T>(get: Question['get'], query: CallQuery | undefined, empty: T): T => {
    // Stretches of time move on from one question to the next: they are no part of what is asked.
    const key = `${get} ${query?.session ?? 'all'} ${query?.limit ?? ''}`;
    if (!underWay.has(key)) {
      underWay.add(key);
      void conversation.ask(get, query as Question['query']).then((value) => {
        latest.set(key, value);
        underWay.delete(key);
        if (get === 'report') report = value as Report;
      });
    }
    return (latest.get(key) as T | undefined) ?? empty;
  };
  return {
    title: conversation.greeting.title,
    pid: conversation.greeting.pid,
    ended: conversation.ended,
    close: conversation.close,
    report: () => recall('report', undefined, report),
    calls: (query) => recall('calls', query, []),
    series: (query) => recall('series', query, []),
    stalls: (query) => recall('stalls', query, []),
    events: (query) => recall('events', query, []),
  };
}
