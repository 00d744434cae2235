// One run on one session: opened, used, left. In: options and what is to be done. Out: its result. However it ends, the connection
// is gone afterwards; a run that fails or is interrupted drops it at once, which makes the server clean up.
import { ClientFailure } from './client-failure.js';
import { openSession, type Session, type SnapshotName } from './connect/index.js';
import type { ClientOptions } from './options.js';

export async function withSession<T>(
  options: ClientOptions,
  side: 'backup' | 'reader',
  snapshot: SnapshotName,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const { repository, secret, fingerprint, proxy = null, signal } = options;
  const endpoint = { host: repository.host, port: repository.port, fingerprint, proxy };
  checkNotInterrupted(signal);
  const session = await openSession(endpoint, { side, repository, secret, snapshot }, options.limits);
  const interruption = watchInterruption(signal);
  try {
    checkNotInterrupted(signal);
    // A race, because a source that never comes back must not hold an interrupted run.
    const result = await Promise.race([run(session), interruption.happened]);
    await session.close('finished');
    return result;
  } catch (error) {
    await session.close('aborted');
    throw error;
  } finally {
    interruption.stop();
  }
}

const interrupted = (): ClientFailure => new ClientFailure('interrupted', 'interrupted');

function checkNotInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interrupted();
}

function watchInterruption(signal: AbortSignal | undefined): { readonly happened: Promise<never>; stop(): void } {
  let stop = (): void => undefined;
  const happened = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(interrupted());
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => signal?.removeEventListener('abort', onAbort);
  });
  happened.catch(() => undefined);
  return { happened, stop: () => stop() };
}
