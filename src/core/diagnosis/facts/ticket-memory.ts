// Tickets that servers gave, to see one refused that had just been given through the same box. In: logins. Out: the latest login
// of a server address on another connection. Knows addresses, never tickets. protocol.md 2.2.

/** A ticket holds two hours (protocol.md 2.2): a refusal after that is no riddle. */
const ticketLifeMs = 7_200_000;
/** Server addresses; a proxy has one or a few. */
const maxServers = 256;
/** Logins per address: enough to find one that was on another connection. */
const maxLogins = 8;

interface Login {
  readonly loginConnection: number;
  readonly loginAtMs: number;
}

export class TicketMemory {
  readonly #logins = new Map<string, Login[]>();

  noteLogin(server: string, loginConnection: number, loginAtMs: number): void {
    const logins = this.#logins.get(server) ?? [];
    logins.push({ loginConnection, loginAtMs });
    if (logins.length > maxLogins) logins.shift();
    this.#logins.set(server, logins);
    const oldest = this.#logins.keys().next().value;
    if (this.#logins.size > maxServers && oldest !== undefined) this.#logins.delete(oldest);
  }

  loginElsewhere(server: string, connection: number, atMs: number): Login | null {
    const logins = this.#logins.get(server) ?? [];
    return logins.findLast((one) => one.loginConnection !== connection && atMs - one.loginAtMs <= ticketLifeMs) ?? null;
  }
}
