// Which program a client is, and how many calls it lets run before it waits. In: signs, its SETTINGS, the most chunk calls it
// had open. Out: kind, name, evidence, pipeline. A table tried in order, the first that fits; protocol.md 1.7, 1.11, 4.8, 4.9, 6.3.
import type { ClientSigns, SettingsSeen } from './signs.js';

export type ClientKind =
  | 'file-client'
  | 'benchmark'
  | 'qemu'
  | 'push-sync'
  | 'pull-sync'
  | 'go-directory'
  | 'go-machine'
  | 'unknown';

/** How many chunk calls may be open, for each archive or for the session, before the client waits for a reply. */
export interface ClientPipeline {
  readonly callCount: number;
  readonly per: 'archive' | 'session';
  /** The client is not known: the most it ever had open stands in for its limit. */
  readonly isEstimate: boolean;
}

export interface RecognisedClient {
  readonly kind: ClientKind;
  readonly name: string;
  readonly evidence: readonly string[];
  readonly pipeline: ClientPipeline;
}

export interface ClientFacts {
  readonly signs: ClientSigns;
  readonly settings: SettingsSeen | null;
  /** Most chunk calls open at a time: uploads of one archive, or downloads. */
  readonly openChunkCallsMax: number;
}

interface Candidate {
  readonly kind: ClientKind;
  readonly name: string;
  readonly pipeline: { readonly callCount: number; readonly per: ClientPipeline['per'] };
  /** Evidence when it is this one, null when it is not. */
  readonly findEvidence: (facts: ClientFacts) => readonly string[] | null;
}

const officialAgent = 'proxmox-backup-client/1.0';
/** Windows of the official client's HTTP/2, and of Go's x/net (protocol.md 1.7). */
const officialWindowBytes = 2_147_483_646;
const goWindowBytes = 4_194_304;
/** QEMU's restore fetches at most 16 chunks at a time, a pull sync 20 (protocol.md 6.3). */
const qemuRestoreDepth = 16;

/** Evidence that all programs built on the official client library share. */
function findOfficial({ signs, settings }: ClientFacts): readonly string[] | null {
  const agent = signs.userAgent ?? signs.sessionUserAgent;
  const isWindow = settings?.INITIAL_WINDOW_SIZE === officialWindowBytes;
  if (agent !== officialAgent) return null;
  return [`user-agent ${agent}`, ...(isWindow ? [`SETTINGS INITIAL_WINDOW_SIZE ${officialWindowBytes}`] : [])];
}

function findGo({ signs, settings }: ClientFacts): readonly string[] | null {
  const isAgent = signs.sessionUserAgent?.startsWith('Go-http-client/') === true;
  const isWindow = settings?.INITIAL_WINDOW_SIZE === goWindowBytes && settings.ENABLE_PUSH === 0;
  if (!isAgent && !isWindow) return null;
  return [
    ...(isAgent ? [`user-agent ${signs.sessionUserAgent} inside HTTP/2`] : []),
    ...(isWindow ? [`SETTINGS INITIAL_WINDOW_SIZE ${goWindowBytes} and ENABLE_PUSH 0, as Go sends them`] : []),
    ...(signs.wasUpgradeSeen && signs.userAgent === null ? ['no user-agent in the upgrade'] : []),
  ];
}

/** `base` and what `more` tells, or null when either does not hold. */
const both = (base: readonly string[] | null, more: readonly string[] | null): readonly string[] | null =>
  base === null || more === null ? null : [...base, ...more];
const when = (holds: boolean, ...evidence: readonly string[]): readonly string[] | null => (holds ? evidence : null);

const candidates: readonly Candidate[] = [
  {
    kind: 'benchmark',
    name: 'proxmox-backup-client benchmark',
    pipeline: { callCount: 100, per: 'session' },
    findEvidence: (facts) => both(findOfficial(facts), when(facts.signs.isBenchmark, 'benchmark=true in the upgrade')),
  },
  {
    kind: 'qemu',
    name: 'QEMU backup library',
    pipeline: { callCount: 100, per: 'archive' },
    findEvidence: (facts) => both(findOfficial(facts), findQemuBackup(facts.signs)),
  },
  {
    kind: 'push-sync',
    name: 'push sync of a Proxmox Backup Server',
    pipeline: { callCount: 66, per: 'archive' },
    findEvidence: (facts) => both(findOfficial(facts), findPush(facts.signs)),
  },
  {
    kind: 'file-client',
    name: 'proxmox-backup-client, or one that sends the same',
    pipeline: { callCount: 66, per: 'archive' },
    findEvidence: (facts) =>
      both(findOfficial(facts), when(facts.signs.side === 'backup', ...describeDebug(facts.signs))),
  },
  {
    kind: 'pull-sync',
    name: 'pull sync of a Proxmox Backup Server',
    pipeline: { callCount: 20, per: 'session' },
    findEvidence: (facts) => both(findOfficial(facts), findPull(facts)),
  },
  {
    kind: 'qemu',
    name: 'QEMU restore',
    pipeline: { callCount: qemuRestoreDepth, per: 'session' },
    findEvidence: (facts) => both(findOfficial(facts), findQemuRestore(facts)),
  },
  {
    kind: 'file-client',
    name: 'proxmox-backup-client (restore, mount), or one that sends the same',
    pipeline: { callCount: 1, per: 'session' },
    findEvidence: (facts) => {
      const isSerial = facts.signs.side === 'reader' && facts.openChunkCallsMax <= 1;
      return both(findOfficial(facts), when(isSerial, 'never two chunks asked for at once'));
    },
  },
  {
    kind: 'go-machine',
    name: 'Go client, machine mode',
    pipeline: { callCount: 8, per: 'session' },
    findEvidence: (facts) =>
      both(
        findGo(facts),
        when(facts.signs.side === 'backup' && facts.signs.hasImages, 'writes an image (fixed index)'),
      ),
  },
  {
    kind: 'go-directory',
    name: 'Go client, directory mode',
    pipeline: { callCount: 1, per: 'session' },
    findEvidence: (facts) => both(findGo(facts), when(facts.openChunkCallsMax <= 1, 'one chunk at a time')),
  },
];

export function recogniseClient(facts: ClientFacts): RecognisedClient {
  for (const { kind, name, pipeline, findEvidence } of candidates) {
    const evidence = findEvidence(facts);
    if (evidence !== null) return { kind, name, evidence, pipeline: { ...pipeline, isEstimate: false } };
  }
  return recogniseUnknown(facts);
}

function recogniseUnknown({ signs, openChunkCallsMax }: ClientFacts): RecognisedClient {
  const agent = signs.userAgent ?? signs.sessionUserAgent;
  const callCount = Math.max(1, openChunkCallsMax);
  return {
    kind: 'unknown',
    name: agent === null ? 'unknown client' : `unknown client (${agent})`,
    evidence: ['nothing by which a known client is told'],
    pipeline: { callCount, per: signs.side === 'backup' ? 'archive' : 'session', isEstimate: true },
  };
}

/** QEMU backs up with debug=false and asks for the manifest at once, without previous_backup_time (protocol.md 4.8). */
function findQemuBackup(signs: ClientSigns): readonly string[] | null {
  if (signs.side !== 'backup' || signs.backupType !== 'vm' || signs.isDebug !== false) return null;
  const evidence = ['backup-type=vm and debug=false in the upgrade'];
  if (signs.firstOperation === null) return evidence;
  return signs.firstOperation === 'downloadPrevious'
    ? [...evidence, 'asks for the previous manifest first, not for previous_backup_time']
    : null;
}

function findPush(signs: ClientSigns): readonly string[] | null {
  const isPush = signs.side === 'backup' && signs.isDebug === false && !signs.didAskPreviousTime;
  return when(isPush, 'debug=false in the upgrade', 'does not ask for previous_backup_time');
}

function describeDebug({ isDebug, didAskPreviousTime }: ClientSigns): readonly string[] {
  return [
    ...(isDebug === true ? ['debug=true in the upgrade'] : []),
    ...(didAskPreviousTime ? ['asks for previous_backup_time'] : []),
  ];
}

function findPull({ signs, openChunkCallsMax }: ClientFacts): readonly string[] | null {
  if (signs.side !== 'reader') return null;
  const evidence = [
    ...(signs.didListGroups ? ['lists the groups before it reads'] : []),
    ...(signs.didAskClientLog ? ['asks for client.log.blob'] : []),
    ...(openChunkCallsMax > 1 && !signs.hasImages
      ? [`${openChunkCallsMax} chunks of files asked for at once, as a pull or a mount with several readers does`]
      : []),
    ...(openChunkCallsMax > qemuRestoreDepth ? [`more than ${qemuRestoreDepth} chunks asked for at once`] : []),
  ];
  return evidence.length === 0 ? null : evidence;
}

function findQemuRestore({ signs, openChunkCallsMax }: ClientFacts): readonly string[] | null {
  const isParallel = signs.side === 'reader' && signs.hasImages && openChunkCallsMax > 1;
  return when(isParallel, `${openChunkCallsMax} chunks of an image asked for at once`);
}
