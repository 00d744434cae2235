// Whose shape a load run has: the ordered list. A new one is a file here, a line in this list and a capture to compare with.
import type { DialectName, SnapshotName } from '../connect/index.js';
import { runLikeFile } from './like-file.js';
import { runLikeFileMetadata } from './like-file-metadata.js';
import { runLikeGo } from './like-go.js';
import { runLikePullSync } from './like-pull-sync.js';
import { runLikeQemu } from './like-qemu.js';
import { runLikeQemuRestore } from './like-qemu-restore.js';
import type { ArchiveKind, LoadArchive, LoadTask } from './load-plan.js';

export interface Personality {
  readonly name: string;
  /** For help: what it does. */
  readonly describe: string;
  readonly dialect: DialectName;
  /** Of its snapshots, where nothing else is said. */
  readonly type: SnapshotName['type'];
  /** What it can back up, the usual first. */
  readonly kinds: readonly ArchiveKind[];
  /** The Go client and a pull know none. */
  readonly canEncrypt: boolean;
  run(task: LoadTask): Promise<readonly LoadArchive[]>;
}

export const personalities: readonly Personality[] = [
  {
    name: 'file',
    describe: 'proxmox-backup-client: archives one by one, up to 66 chunks open each, a catalog beside streams',
    dialect: 'file',
    type: 'host',
    kinds: ['stream', 'image'],
    canEncrypt: true,
    run: runLikeFile,
  },
  {
    name: 'file-metadata',
    describe: 'the same with --change-detection-mode=metadata: split archives, a reader beside the backup',
    dialect: 'file',
    type: 'host',
    kinds: ['stream'],
    canEncrypt: true,
    run: runLikeFileMetadata,
  },
  {
    name: 'qemu',
    describe: 'QEMU: all disks at once on one connection, up to 100 chunks open each, appends of 128',
    dialect: 'qemu',
    type: 'vm',
    kinds: ['image'],
    canEncrypt: true,
    run: runLikeQemu('none'),
  },
  {
    name: 'qemu-bitmap',
    describe: 'QEMU that remembers what was written: indexes made from the last ones, only new blocks sent',
    dialect: 'qemu',
    type: 'vm',
    kinds: ['image'],
    canEncrypt: true,
    run: runLikeQemu('dirty-bitmap'),
  },
  {
    name: 'qemu-restore',
    describe: 'QEMU restores the newest snapshot: a reader session a disk, up to 16 chunks open',
    dialect: 'file',
    type: 'vm',
    kinds: [],
    canEncrypt: true,
    run: runLikeQemuRestore,
  },
  {
    name: 'go',
    describe: 'the Go client: one chunk at a time (images: 8), appends at the end, its own heads and SETTINGS',
    dialect: 'go',
    type: 'host',
    kinds: ['stream', 'image'],
    canEncrypt: false,
    run: runLikeGo,
  },
  {
    name: 'pull-sync',
    describe: 'a server that pulls what is there: a reader session a snapshot, up to 20 chunks open',
    dialect: 'file',
    type: 'host',
    kinds: [],
    canEncrypt: false,
    run: runLikePullSync,
  },
];
