// In: Events of all connections. Out: a folder of traces, one a session, so that each can be sent alone and old ones can go while the
// newest is written. Connections without a session share a file that is changed by age. The oldest files go first when the folder
// outgrows its bound, a running one never. Never makes the relay wait (recorder.ts).
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, TraceHeader } from '../../core/event/index.js';
import { makeFolder } from '../../folders/index.js';
import { openRecorder, type Recorder } from './recorder.js';

export interface FolderRecorderOptions {
  readonly folder: string;
  /** `startedAt` is replaced by each file's own start. */
  readonly header: TraceHeader;
  readonly startedAtUnixMs: number;
  /** Null: no bound. */
  readonly maxBytes: number | null;
  /** How long connections without a session are written into one file. */
  readonly changeAfterMs: number;
  readonly onLoss: (sentence: string) => void;
}

export interface FolderRecorder extends Recorder {
  /** Ends the file of the connections without a session; the next one begins with their next Event. */
  rotate(): void;
}

/** Events that wait until it is known whether their connection becomes a session: a login and the upgrade's head are some twenty. */
const maxWaitingEvents = 200;
const sessionPrefix = 'session';
const otherPrefix = 'other';
const ownFile = /^(session|other)-\d{8}T\d{9}Z(-\d+)?\.pbscope\.gz$/;

interface OpenFile {
  readonly path: string;
  readonly recorder: Recorder;
  readonly baseMs: number;
}

/** Times of a file count from its own start. */
const shift = (event: Event, baseMs: number): Event =>
  ({
    ...event,
    atMs: event.atMs - baseMs,
    ...('firstAtMs' in event ? { firstAtMs: event.firstAtMs - baseMs } : {}),
  }) as Event;

const beginsSession = (event: Event): boolean =>
  event.kind === 'http2Began' || (event.kind === 'requestHead' && event.upgrade !== null);

export function openFolderRecorder(options: FolderRecorderOptions): FolderRecorder {
  makeFolder(options.folder, { mode: 0o700 });
  const waiting = new Map<number, Event[]>();
  const sessions = new Map<number, OpenFile>();
  const closing = new Set<Promise<void>>();
  let other: OpenFile | null = null;
  let droppedCount = 0;

  const openFile = (prefix: string, baseMs: number, suffix: string): OpenFile => {
    const startedAt = new Date(options.startedAtUnixMs + baseMs).toISOString();
    const path = join(options.folder, `${prefix}-${startedAt.replace(/[-:.]/g, '')}${suffix}.pbscope.gz`);
    const { onLoss } = options;
    return { path, baseMs, recorder: openRecorder({ path, header: { ...options.header, startedAt }, onLoss }) };
  };
  const closeFile = (file: OpenFile): void => {
    const closed = file.recorder.close().then(() => {
      droppedCount += file.recorder.droppedCount;
      closing.delete(closed);
      prune();
    });
    closing.add(closed);
  };
  const openFiles = (): OpenFile[] => [...sessions.values(), ...(other === null ? [] : [other])];
  const prune = (): void => {
    if (options.maxBytes === null) return;
    const running = new Set(openFiles().map((file) => file.path));
    const files = listOwnFiles(options.folder);
    let totalBytes = files.reduce((sum, file) => sum + file.byteCount, 0);
    for (const file of files) {
      if (totalBytes <= options.maxBytes) return;
      if (running.has(file.path)) continue;
      if (remove(file.path)) totalBytes -= file.byteCount;
    }
  };
  const writeOther = (events: readonly Event[]): void => {
    const [first] = events;
    if (first === undefined) return;
    if (other !== null && first.atMs - other.baseMs >= options.changeAfterMs) rotate();
    other ??= openFile(otherPrefix, first.atMs, '');
    // Connections overlap: one that waited began before the file did.
    for (const event of events)
      other.recorder.write(shift({ ...event, atMs: Math.max(event.atMs, other.baseMs) }, other.baseMs));
  };
  const rotate = (): void => {
    if (other !== null) closeFile(other);
    other = null;
  };
  const beginSession = (connection: number, events: readonly Event[]): void => {
    const baseMs = events[0]?.atMs ?? 0;
    const file = openFile(sessionPrefix, baseMs, `-${connection}`);
    sessions.set(connection, file);
    for (const event of events) file.recorder.write(shift(event, baseMs));
  };
  const writeWaiting = (event: Event): void => {
    const events = [...(waiting.get(event.connection) ?? []), event];
    if (beginsSession(event)) beginSession(event.connection, events);
    else if (event.kind === 'closed' || events.length > maxWaitingEvents) writeOther(events);
    else {
      waiting.set(event.connection, events);
      return;
    }
    waiting.delete(event.connection);
  };

  prune();
  return {
    get droppedCount() {
      return openFiles().reduce((sum, file) => sum + file.recorder.droppedCount, droppedCount);
    },
    write(event) {
      const session = sessions.get(event.connection);
      if (session !== undefined) {
        session.recorder.write(shift(event, session.baseMs));
        if (event.kind !== 'closed') return;
        sessions.delete(event.connection);
        closeFile(session);
      } else if (event.kind === 'sourceEnded') {
        for (const events of waiting.values()) writeOther(events);
        waiting.clear();
        for (const file of openFiles()) file.recorder.write(shift(event, file.baseMs));
      } else if (event.connection === 0) writeOther([event]);
      else if (event.kind === 'opened' || waiting.has(event.connection)) writeWaiting(event);
      else writeOther([event]);
    },
    rotate,
    async close() {
      for (const file of openFiles()) closeFile(file);
      sessions.clear();
      other = null;
      await Promise.all(closing);
    },
  };
}

interface OwnFile {
  readonly path: string;
  readonly byteCount: number;
}

/** Oldest first: the names begin with the time. */
function listOwnFiles(folder: string): OwnFile[] {
  const timeOf = (name: string): string => name.slice(name.indexOf('-'));
  try {
    return readdirSync(folder)
      .filter((name) => ownFile.test(name))
      .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
      .map((name) => ({ path: join(folder, name), byteCount: statSync(join(folder, name)).size }));
  } catch {
    return []; // somebody else tidies up too
  }
}

function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
