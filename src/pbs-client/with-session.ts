// One run on one connection: opened, used, left. In: options and what is to be done. Out: its result. However it ends, the connection
// is gone afterwards; a run that fails or is interrupted drops it at once, which makes the server clean up.
import { ClientFailure } from './client-failure.js';
import { type Connection, openConnection, type Session, type SnapshotName } from './connect/index.js';
import type { ClientOptions } from './options.js';

export type Side = 'backup' | 'reader';

/** A run whose snapshot is known only when the server was asked. */
export async function withConnection<T>(
  options: ClientOptions,
  run: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  checkNotInterrupted(signal);
  const connection = await openConnection(options);
  const drop = (): void => connection.close();
  signal?.addEventListener('abort', drop, { once: true });
  try {
    checkNotInterrupted(signal);
    return await run(connection);
  } catch (error) {
    checkNotInterrupted(signal); // what a dropped connection says of itself is no news
    throw error;
  } finally {
    signal?.removeEventListener('abort', drop);
    connection.close();
  }
}

export async function withSession<T>(
  options: ClientOptions,
  side: Side,
  snapshot: SnapshotName,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  return withConnection(options, (connection) => runSession(options, connection, side, snapshot, run));
}

/** On a connection that is open already. */
export async function runSession<T>(
  { signal }: ClientOptions,
  connection: Connection,
  side: Side,
  snapshot: SnapshotName,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await connection.openSession(side, snapshot);
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
