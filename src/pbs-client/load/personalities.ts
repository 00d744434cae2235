// Whose shape a load run has: the ordered list. A new one is a file here, a line in this list and a capture to compare with.
import type { DialectName, SnapshotName } from '../connect/index.js';
import { runLikeFile } from './like-file.js';
import { runLikeGo } from './like-go.js';
import { runLikePullSync } from './like-pull-sync.js';
import { runLikeQemu } from './like-qemu.js';
import type { LoadArchive, LoadTask } from './load-plan.js';

export interface Personality {
  readonly name: string;
  /** For help: what it does. */
  readonly describe: string;
  readonly dialect: DialectName;
  /** Of its snapshots, where nothing else is said. */
  readonly type: SnapshotName['type'];
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
    canEncrypt: true,
    run: runLikeFile,
  },
  {
    name: 'qemu',
    describe: 'QEMU: all disks at once on one connection, up to 100 chunks open each, appends of 128',
    dialect: 'qemu',
    type: 'vm',
    canEncrypt: true,
    run: runLikeQemu,
  },
  {
    name: 'go',
    describe: 'the Go client: one chunk at a time (images: 8), appends at the end, its own heads and SETTINGS',
    dialect: 'go',
    type: 'host',
    canEncrypt: false,
    run: runLikeGo,
  },
  {
    name: 'pull-sync',
    describe: 'a server that pulls what is there: a reader session a snapshot, up to 20 chunks open',
    dialect: 'file',
    type: 'host',
    canEncrypt: false,
    run: runLikePullSync,
  },
];
