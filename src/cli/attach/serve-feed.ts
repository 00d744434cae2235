// The proxy's side: answers questions of `attach` and `status` on a Unix socket of mode 0600. In: the feed. Out: a server to close.
// Who asks costs one JSON value an answer, and one who does not read is cut off; the relay is not touched.
import { chmodSync, unlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { makeFolder } from '../../folders/index.js';
import type { DashboardFeed } from '../../sinks/dashboard/index.js';
import { createLineReader } from './lines.js';
import { type Question, question } from './messages.js';

export interface FeedServer {
  readonly path: string;
  close(): void;
}

const maxQuestionBytes = 16 * 1024;
/** Answers that wait for a reader; a report is some 100 KB. */
const maxUnreadBytes = 32 * 1024 * 1024;

function ask(feed: DashboardFeed, { get, query = {} }: Question): unknown {
  switch (get) {
    case 'report':
      return feed.report();
    case 'calls':
      return feed.calls(query);
    case 'series':
      return feed.series(query);
    case 'stalls':
      return feed.stalls(query);
    case 'events':
      return feed.events(query);
  }
}

function converse(socket: Socket, feed: DashboardFeed): void {
  socket.on('error', () => socket.destroy());
  const read = createLineReader(maxQuestionBytes, (line) => {
    let parsed: ReturnType<typeof question.safeParse>;
    try {
      parsed = question.safeParse(JSON.parse(line));
    } catch {
      parsed = question.safeParse(null);
    }
    if (!parsed.success || socket.writableLength > maxUnreadBytes) socket.destroy();
    else socket.write(`${JSON.stringify({ id: parsed.data.id, value: ask(feed, parsed.data) })}\n`);
  });
  socket.on('data', (bytes: Buffer) => {
    if (!read(bytes)) socket.destroy();
  });
}

/** Rejects with what the system said. */
export async function serveFeed(path: string, feed: DashboardFeed, title: string): Promise<FeedServer> {
  makeFolder(dirname(path), { mode: 0o700 });
  try {
    unlinkSync(path); // of a proxy that was killed: the port is ours, so the name is
  } catch {
    // none was there
  }
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.write(`${JSON.stringify({ pbscope: 'feed', title, pid: process.pid })}\n`);
    converse(socket, feed);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  server.unref();
  return {
    path,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
