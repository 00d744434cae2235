// Which program a server is, and whether something between speaks HTTP/2 of its own. In: SETTINGS of both sides and what the
// client is. Out: kind, name, evidence, SETTINGS that fit nobody. protocol.md 1.7, 1.11.
import type { ClientKind } from './client.js';
import type { SettingsSeen } from './signs.js';

export type ServerKind = 'pbs-3' | 'pbs-4' | 'go-s3' | 'unknown';

export interface RecognisedServer {
  readonly kind: ServerKind;
  readonly name: string;
  readonly evidence: readonly string[];
  /** One sentence: SETTINGS that neither PBS nor this client sends; often a hop that speaks HTTP/2 of its own. Null: none seen. */
  readonly foreignSettings: string | null;
}

interface Candidate {
  readonly kind: ServerKind;
  readonly name: string;
  /** Exact values; null: not sent. */
  readonly settings: Readonly<Record<string, readonly (number | null)[]>>;
}

const pbsWindowBytes = 33_554_432;
const pbsFrameBytes = 4_194_304;

const candidates: readonly Candidate[] = [
  {
    kind: 'pbs-3',
    name: 'Proxmox Backup Server 3.x, or one that sends the same',
    settings: {
      INITIAL_WINDOW_SIZE: [pbsWindowBytes],
      MAX_FRAME_SIZE: [pbsFrameBytes],
      MAX_CONCURRENT_STREAMS: [null],
      MAX_HEADER_LIST_SIZE: [16_777_216],
      HEADER_TABLE_SIZE: [null],
    },
  },
  {
    kind: 'pbs-4',
    name: 'Proxmox Backup Server 4.x, or one that sends the same',
    settings: {
      INITIAL_WINDOW_SIZE: [pbsWindowBytes],
      MAX_FRAME_SIZE: [pbsFrameBytes],
      MAX_CONCURRENT_STREAMS: [200],
      MAX_HEADER_LIST_SIZE: [16_384, 16_777_216],
      HEADER_TABLE_SIZE: [null],
    },
  },
  {
    kind: 'go-s3',
    name: 'pmoxs3backuproxy (Go, object store)',
    settings: {
      INITIAL_WINDOW_SIZE: [1_048_576],
      MAX_FRAME_SIZE: [1_048_576],
      MAX_CONCURRENT_STREAMS: [250],
    },
  },
];

/** SETTINGS of the clients that we know: another set behind the same user-agent comes from a hop. */
const officialSettings = { INITIAL_WINDOW_SIZE: 2_147_483_646, MAX_FRAME_SIZE: 4_194_304 };
const officialKinds: ReadonlySet<ClientKind> = new Set(['file-client', 'benchmark', 'qemu', 'push-sync', 'pull-sync']);

export function recogniseServer(facts: {
  readonly server: SettingsSeen | null;
  readonly client: SettingsSeen | null;
  readonly clientKind: ClientKind;
}): RecognisedServer {
  const { server } = facts;
  if (server === null) return unknownServer(['its SETTINGS were not seen'], findForeignClient(facts));
  const found = candidates.find(({ settings }) => matches(server, settings));
  const evidence = [`SETTINGS ${describeSettings(server)}`];
  if (found === undefined) {
    return unknownServer(evidence, `The server's SETTINGS are not those of PBS: ${describeSettings(server)}.`);
  }
  return { kind: found.kind, name: found.name, evidence, foreignSettings: findForeignClient(facts) };
}

function unknownServer(evidence: readonly string[], foreignSettings: string | null): RecognisedServer {
  return { kind: 'unknown', name: 'unknown server', evidence, foreignSettings };
}

function findForeignClient(facts: {
  readonly client: SettingsSeen | null;
  readonly clientKind: ClientKind;
}): string | null {
  const { client, clientKind } = facts;
  if (client === null || !officialKinds.has(clientKind)) return null;
  const isOwn = Object.entries(officialSettings).every(([name, value]) => client[name] === value);
  return isOwn ? null : `The client's SETTINGS are not those of the official client: ${describeSettings(client)}.`;
}

function matches(seen: SettingsSeen, wanted: Candidate['settings']): boolean {
  return Object.entries(wanted).every(([name, values]) => values.includes(seen[name] ?? null));
}

function describeSettings(settings: SettingsSeen): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? 'without a value' : words.join(', ');
}
