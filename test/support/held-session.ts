// A session whose chunk calls wait until the test lets them go. In: nothing. Out: a Session of the client, and what is open on it.
// Everything else is answered at once: indexes are created with ids from 1 on, there is no previous snapshot.
import { ClientFailure } from '../../src/pbs-client/client-failure.js';
import type { Session } from '../../src/pbs-client/connect/index.js';

export interface HeldSession {
  readonly session: Session;
  /** Chunk calls without a reply, with their writer id. */
  readonly open: { readonly wid: number; reply(): void }[];
  /** Entries of each append, by writer id. */
  readonly appends: { readonly wid: number; readonly entryCount: number }[];
}

const data = (value: unknown): Buffer => Buffer.from(JSON.stringify({ data: value }));

export function startHeldSession(): HeldSession {
  const held: HeldSession = { session: undefined as unknown as Session, open: [], appends: [] };
  let lastWid = 0;
  const session: Session = {
    start: (_name, values) => {
      const replied = new Promise<Buffer>((resolve) => {
        const call = {
          wid: Number(values['wid']),
          reply: () => {
            held.open.splice(held.open.indexOf(call), 1);
            resolve(data(null));
          },
        };
        held.open.push(call);
      });
      return { sent: Promise.resolve(), replied };
    },
    call: async (name, _values, body) => {
      if (name === 'downloadPrevious') throw new ClientFailure('call-refused', 'no valid previous backup', 400);
      if (name.startsWith('append') && body !== undefined) {
        const entries = JSON.parse(Buffer.from(body.bytes).toString()) as { wid: number; 'digest-list': string[] };
        held.appends.push({ wid: entries.wid, entryCount: entries['digest-list'].length });
      }
      return data(null);
    },
    ask: async (name) => {
      if (!name.startsWith('create')) return null;
      lastWid += 1;
      return lastWid;
    },
    close: async () => undefined,
  };
  return Object.assign(held, { session });
}
