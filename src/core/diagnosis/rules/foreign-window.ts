// SETTINGS that are not those of PBS and its clients. In: a session and its connection. Out: an answer. protocol.md 1.7.
import { found, ok, type SessionRule } from '../rule.js';

const names = ['INITIAL_WINDOW_SIZE', 'MAX_FRAME_SIZE'] as const;
type Pair = Readonly<Record<(typeof names)[number], number>>;

/** Every PBS so far, and the official client; other clients have their own and are not compared. */
const serverSettings: Pair = { INITIAL_WINDOW_SIZE: 33_554_432, MAX_FRAME_SIZE: 4_194_304 };
const clientSettings: Pair = { INITIAL_WINDOW_SIZE: 2_147_483_646, MAX_FRAME_SIZE: 4_194_304 };
const officialClient = /^proxmox-backup-client\//;

export const foreignWindow: SessionRule = {
  id: 'foreign-window',
  title: 'The HTTP/2 settings are not those of PBS',
  about: 'session',
  severity: 'warning',
  firesWhen:
    "The server's SETTINGS, or those of a client that calls itself the official one, differ from PBS's in window or frame size.",
  silentWhen: 'They are the same, or a client of another maker has its own.',
  threshold:
    'Window 33554432 and frame 4194304 of the server, 2147483646 and 4194304 of the client: fixed in every release.',
  remedy: 'A box terminates HTTP/2 between: use TCP mode, or raise its windows.',
  check({ session, connection }) {
    const { client, server } = connection.settings;
    const isOfficial = officialClient.test(session.userAgent ?? '');
    const because = [
      ...differences('server', server, serverSettings),
      ...(isOfficial ? differences('client', client, clientSettings) : []),
    ];
    if (because.length === 0) return ok;
    return found({
      because,
      advice:
        'Either the peer is not PBS, or a box takes HTTP/2 apart and makes its own: smaller windows cap the rate at window / RTT, smaller frames cost CPU. Pass the tunnel through unread (TCP mode), or raise the box (nghttpx `--backend-window-size`, Envoy `initial_connection_window_size`) to 33554432.',
    });
  },
};

function differences(side: string, seen: Readonly<Record<string, number>> | null, own: Pair): string[] {
  if (seen === null) return [];
  return names
    .filter((name) => seen[name] !== own[name])
    .map((name) => `${name} of the ${side} is ${seen[name] ?? 'not sent'}; PBS's is ${own[name]}.`);
}
