// Keeps a ticket young beside a session, as the official client does: every 15 minutes the old one is changed into a new one, on
// another connection that then stays open. A failure ends it and nothing else: the session lives without (protocol.md 2.3).
import type { Repository } from '../repository.js';
import type { ConnectLimits } from './connect-limits.js';
import type { Ticket } from './credential.js';
import { logIn } from './login.js';
import type { SecureConnection } from './secure-connection.js';

export function startRenewal(
  repository: Repository,
  first: Ticket,
  limits: ConnectLimits,
  open: () => Promise<SecureConnection>,
): { stop(): void } {
  let ticket = first.ticket;
  let connection: SecureConnection | null = null;
  let isStopped = false;
  const renew = async (): Promise<void> => {
    connection ??= await open();
    if (isStopped) connection.socket.destroy();
    else ticket = (await logIn(connection.socket, repository, ticket, limits.requestTimeoutMs)).ticket;
  };
  const stop = (): void => {
    isStopped = true;
    clearInterval(timer);
    connection?.socket.destroy();
  };
  const timer = setInterval(() => void renew().catch(stop), limits.renewAfterMs);
  timer.unref();
  return { stop };
}
