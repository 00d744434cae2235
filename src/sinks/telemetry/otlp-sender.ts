// --otlp URL. In: requests in OTLP's JSON form. Out: each posted to the collector in its turn, again after a while when the collector is
// away or busy; what finds no place meanwhile is counted. Nothing waits for it but `close`, and that not for long.
export interface OtlpSender {
  send(body: string): void;
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
/** Requests that wait for a collector that is away: one is one session. */
const maxWaitingCount = 100;
const defaultRetryAfterMs = 5_000;
const postTimeoutMs = 10_000;
/** An interrupted proxy must not hang on somebody else's collector. */
const closeWithinMs = 3_000;

/** OTLP/HTTP says which answers are worth another try; no answer is one of them. */
const retryable = new Set([429, 502, 503, 504]);

export function createOtlpSender({ url, warn, retryAfterMs = defaultRetryAfterMs }: OtlpSenderOptions): OtlpSender {
  const address = new URL(url);
  if (address.pathname === '/' || address.pathname === '') address.pathname = tracesPath;
  const waiting: string[] = [];
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
  const post = async (body: string): Promise<'taken' | 'refused' | 'later'> => {
    try {
      const headers = { 'content-type': 'application/json' };
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
    }
  };
  const start = (): void => {
    timer = null;
    running ??= drain().finally(() => {
      running = null;
    });
  };
  return {
    send(body) {
      if (waiting.length >= maxWaitingCount) {
        lostCount += 1;
        return;
      }
      waiting.push(body);
      if (timer === null) start();
    },
    async close() {
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
