// --otlp URL. In: requests in OTLP's JSON form, packed with gzip. Out: each posted to the collector in its turn, again after a while when the collector is
// away or busy; what finds no place meanwhile is counted. Nothing waits for it but `close`, and that not for long.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface OtlpSender {
  /** Requests that belong together, taken one after the other as they are packed. */
  send(bodies: Iterable<string>): void;
  /** Tries what is left once more; settles soon, whatever the collector does. */
  close(): Promise<void>;
  readonly lostCount: number;
}

export interface OtlpSenderOptions {
  /** A collector's address, with or without the path of traces. */
  readonly url: URL;
  readonly warn: (sentence: string) => void;
  /** For tests. */
  readonly retryAfterMs?: number;
}

const tracesPath = '/v1/traces';
/** Packed requests that wait for a collector that is away: some 15 million calls. */
const maxWaitingBytes = 64 * 1024 * 1024;
const packBytes = promisify(gzip);
const defaultRetryAfterMs = 5_000;
const postTimeoutMs = 10_000;
/** An interrupted proxy must not hang on somebody else's collector. */
const closeWithinMs = 3_000;

/** OTLP/HTTP says which answers are worth another try; no answer is one of them. */
const retryable = new Set([429, 502, 503, 504]);

export function createOtlpSender({ url, warn, retryAfterMs = defaultRetryAfterMs }: OtlpSenderOptions): OtlpSender {
  const address = new URL(url);
  if (address.pathname === '/' || address.pathname === '') address.pathname = tracesPath;
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let packing: Promise<void> = Promise.resolve();
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  const closing = new AbortController();
  let hasWarned = false;
  let lostCount = 0;

  const say = (sentence: string): void => {
    if (!hasWarned) warn(sentence);
    hasWarned = true;
  };
  const post = async (body: Buffer): Promise<'taken' | 'refused' | 'later'> => {
    try {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const signal = AbortSignal.any([AbortSignal.timeout(postTimeoutMs), closing.signal]);
      const reply = await fetch(address, { method: 'POST', headers, body, signal });
      await reply.arrayBuffer();
      if (reply.ok) return 'taken';
      say(`The collector ${address.host} answers ${reply.status}.`);
      return retryable.has(reply.status) ? 'later' : 'refused';
    } catch (error) {
      const { message, cause } = error as Error;
      say(`The collector ${address.host} cannot be reached (${cause instanceof Error ? cause.message : message}).`);
      return 'later';
    }
  };
  const drain = async (): Promise<void> => {
    for (let body = waiting[0]; body !== undefined; body = waiting[0]) {
      const result = await post(body);
      if (result === 'later') {
        if (!isClosed) {
          timer = setTimeout(start, retryAfterMs);
          timer.unref();
        }
        return;
      }
      if (result === 'taken') hasWarned = false;
      else lostCount += 1;
      waiting.shift();
      waitingBytes -= body.length;
    }
  };
  const start = (): void => {
    timer = null;
    running ??= drain().finally(() => {
      running = null;
      // Packed while the last answer came in.
      if (waiting.length > 0 && timer === null && !isClosed) start();
    });
  };
  const pack = async (bodies: Iterable<string>): Promise<void> => {
    for (const body of bodies) {
      const packed = await packBytes(body);
      if (waitingBytes + packed.length > maxWaitingBytes) {
        lostCount += 1;
        continue;
      }
      waiting.push(packed);
      waitingBytes += packed.length;
      if (timer === null) start();
    }
  };
  return {
    send(bodies) {
      packing = packing
        .then(() => pack(bodies))
        .catch((error: Error) => {
          lostCount += 1;
          say(`A trace could not be made (${error.message}).`);
        });
    },
    async close() {
      await packing;
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      const limit = setTimeout(() => closing.abort(new Error('the run is over')), closeWithinMs);
      await running;
      if (waiting.length > 0) {
        start();
        await running;
      }
      clearTimeout(limit);
      lostCount += waiting.length;
      waiting.length = 0;
    },
    get lostCount() {
      return lostCount;
    },
  };
}
