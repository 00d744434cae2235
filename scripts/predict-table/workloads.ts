// What is recorded near and run far: the ordered list. In: nothing. Out: a command of the embedded client each, and what must be there
// before. Sizes are bounded: all runs together take some ten minutes.

export interface Workload {
  readonly name: string;
  readonly describe: string;
  /** What it reads; made once. */
  readonly stored: readonly string[] | null;
  /** Run once before each measured run, past the line. */
  readonly before: readonly string[] | null;
  readonly command: readonly string[];
  /** A backup goes into a namespace of its own for each run, a restore reads what is there. */
  readonly kind: 'backup' | 'restore';
}

const small = ['--size', '5MiB', '--chunk-size', '64KiB'];
const load = (like: string, ...more: readonly string[]): readonly string[] => [
  'client',
  'load',
  '--like',
  like,
  ...more,
];

/** What restores read: a stream of some hundred chunks, a disk of 64 blocks. */
const storedStream = load('file', ...small, '--seed', '3', '--backup-id', 'stored');
const storedDisk = load('qemu', '--size', '256MiB', '--compressible', '0.98', '--backup-id', 'stored');

export const workloads: readonly Workload[] = [
  {
    name: 'restore-1',
    describe: 'restore, one chunk at a time (file client)',
    stored: storedStream,
    before: null,
    command: ['client', 'restore', 'host/stored', 'root.pxar', '-'],
    kind: 'restore',
  },
  {
    // Pulls all that is there: before the disk is.
    name: 'restore-20',
    describe: 'restore, 20 chunks at a time (pull sync)',
    stored: storedStream,
    before: null,
    command: load('pull-sync'),
    kind: 'restore',
  },
  {
    name: 'restore-16',
    describe: 'restore of a disk, 16 chunks at a time (QEMU)',
    stored: storedDisk,
    before: null,
    command: load('qemu-restore', '--backup-id', 'stored'),
    kind: 'restore',
  },
  {
    name: 'file-first',
    describe: 'file client, first backup, all chunks new',
    stored: null,
    before: null,
    command: load('file', ...small),
    kind: 'backup',
  },
  {
    name: 'file-next',
    describe: 'file client, next backup, 90 % known',
    stored: null,
    before: load('file', ...small),
    command: load('file', ...small, '--dedup-share', '0.9'),
    kind: 'backup',
  },
  {
    name: 'file-many',
    describe: 'file client, 250 small chunks: appends and a full queue',
    stored: null,
    before: null,
    command: load('file', '--size', '4MiB', '--chunk-size', '16KiB'),
    kind: 'backup',
  },
  {
    name: 'metadata-next',
    describe: 'file client, next backup, change detection by metadata',
    stored: null,
    before: load('file-metadata', ...small),
    command: load('file-metadata', ...small, '--dedup-share', '0.9'),
    kind: 'backup',
  },
  {
    name: 'qemu',
    describe: 'QEMU, two disks',
    stored: null,
    before: null,
    command: load('qemu', '--archives', '2', '--size', '64MiB', '--compressible', '0.95'),
    kind: 'backup',
  },
  {
    name: 'go-directory',
    describe: 'Go client, a directory, one chunk at a time',
    stored: null,
    before: null,
    command: load('go', ...small),
    kind: 'backup',
  },
  {
    name: 'go-machine',
    describe: 'Go client, an image, 8 chunks at a time',
    stored: null,
    before: null,
    command: load('go', '--archive-kind', 'image', '--size', '64MiB', '--compressible', '0.95'),
    kind: 'backup',
  },
];
