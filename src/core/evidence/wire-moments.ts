// Where on the wire a fact of a log happened. In: the calls of one session, a fact. Out: the stretch of the recording within which the other
// program must have written the line, and the moment in it that a reader expects; null where the wire does not show it.
import type { CallRow, ReportSession } from '../report/index.js';
import type { EvidenceFact } from './line.js';

export interface Moment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly atMs: number;
}

/** A client hashes, logs in and dials between its first line and the upgrade; a server tears down after the end. Longer is not usual. */
const maxSlackMs = 10_000;
/** What another machine notes of the ends of a connection lies so near to what the recording saw of them: the way between the two. */
const carriedSlackMs = 250;

export class WireMoments {
  readonly #session: ReportSession;
  readonly #calls: readonly CallRow[];
  /** Digest to its upload; null: uploaded more than once, and the log does not say which. */
  readonly #uploads = new Map<string, CallRow | null>();
  /** How often a fact was asked for: the nth line of an archive is its nth call. */
  readonly #askedCounts = new Map<string, number>();

  constructor(session: ReportSession, calls: readonly CallRow[]) {
    this.#session = session;
    this.#calls = calls.filter((call) => !isChunk(call));
    for (const call of calls) {
      const digest = isChunk(call) ? /[?&]digest=([0-9a-f]{64})/.exec(call.target)?.[1] : undefined;
      if (digest !== undefined) this.#uploads.set(digest, this.#uploads.has(digest) ? null : call);
    }
  }

  /** Once for each line, in the order of the file. */
  momentOf(fact: EvidenceFact): Moment | null {
    const key = `${fact.kind} ${'archive' in fact ? fact.archive : ''}`;
    const nth = this.#askedCounts.get(key) ?? 0;
    this.#askedCounts.set(key, nth + 1);
    const startMs = this.#session.startedAtMs;
    const endMs = startMs + this.#session.durationMs;
    switch (fact.kind) {
      case 'subject':
        return null;
      case 'clientFailed':
        return { fromMs: startMs, toMs: endMs + maxSlackMs, atMs: endMs };
      case 'sessionStarted':
        return within(this.#find(/^open/)) ?? { fromMs: startMs, toMs: endMs, atMs: startMs };
      case 'previousRead':
        return within(this.#find(/^downloadPrevious$/, fact.archive, nth));
      case 'previousAsked':
        return within(this.#find(/^previousBackupTime$/));
      case 'archiveCreated':
        return within(this.#find(/^create/, fact.archive) ?? this.#find(/^uploadBlob$/, fact.archive));
      case 'chunkStored':
        return within(this.#uploads.get(fact.digest) ?? undefined);
      case 'archiveClosed':
        return within(this.#find(/^close/, fact.archive));
      case 'blobAdded':
        return within(this.#find(/^uploadBlob$/, fact.archive));
      case 'finished':
        return within(this.#find(/^finish$/));
      case 'taskEnded':
        // It may have ended before the recording saw the last of it.
        return { fromMs: endMs - carriedSlackMs, toMs: endMs + maxSlackMs, atMs: endMs };
      case 'clientStarted':
        return { fromMs: startMs - maxSlackMs, toMs: startMs, atMs: startMs };
      case 'clientEnded': {
        const answered = within(this.#find(/^finish$/))?.toMs ?? endMs;
        return { fromMs: answered, toMs: answered + maxSlackMs, atMs: answered };
      }
      case 'archiveSent':
      case 'chunksReused': {
        // Printed when the last append was answered, at the latest with the close.
        const close = within(this.#find(/^close/, fact.archive));
        return close === null ? null : { ...close, atMs: close.fromMs };
      }
      case 'carried':
        return fact.edge === 'accepted' ? near(startMs) : near(endMs);
    }
  }

  /** The nth, or the last where there are fewer. */
  #find(operation: RegExp, archive?: string, nth = 0): CallRow | undefined {
    const found = this.#calls.filter(
      (call) => operation.test(call.operation) && (archive === undefined || isOf(call, archive)),
    );
    return found[Math.min(nth, found.length - 1)];
  }
}

/** Clients print some names without the server's extension. */
export const isSameArchive = (name: string, printed: string): boolean =>
  name === printed || (name.startsWith(`${printed}.`) && /^\.[a-z]+$/.test(name.slice(printed.length)));

const isChunk = (call: CallRow): boolean => /^upload(Dynamic|Fixed)Chunk$/.test(call.operation);

function isOf(call: CallRow, archive: string): boolean {
  const named = call.archive ?? decodeURIComponentSafely(/[?&](?:archive|file)-name=([^&]*)/.exec(call.target)?.[1]);
  return named !== null && isSameArchive(named, archive);
}

function decodeURIComponentSafely(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text);
  } catch {
    return null; // a peer's bad escape
  }
}

function within(call: CallRow | undefined): Moment | null {
  if (call === undefined || call.durationMs === null) return null;
  const toMs = call.startedAtMs + call.durationMs;
  return { fromMs: call.startedAtMs, toMs, atMs: toMs };
}

export const near = (atMs: number): Moment => ({ fromMs: atMs - carriedSlackMs, toMs: atMs + carriedSlackMs, atMs });
