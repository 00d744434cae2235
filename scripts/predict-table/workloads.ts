// What is recorded near and run far: the ordered list. In: nothing. Out: a command of the embedded client each, and what must be there
// before. Sizes are bounded: all runs together take some ten minutes.

export interface Workload {
  readonly name: string;
  readonly describe: string;
  /** Run once before each measured run, past the line; the id differs each time. */
  readonly before: readonly string[] | null;
  readonly command: readonly string[];
  /** A backup takes an id of its own for each run, a restore reads what is there. */
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

/** What restores read: a stream of some hundred chunks. */
export const storedSnapshot = { id: 'stored', command: load('file', ...small, '--seed', '3') };

export const workloads: readonly Workload[] = [
  {
    name: 'restore-1',
    describe: 'restore, one chunk at a time (file client)',
    before: null,
    command: ['client', 'restore', `host/${storedSnapshot.id}`, 'root.pxar', '-'],
    kind: 'restore',
  },
  {
    name: 'restore-20',
    describe: 'restore, 20 chunks at a time (pull sync)',
    before: null,
    command: load('pull-sync'),
    kind: 'restore',
  },
  {
    name: 'file-first',
    describe: 'file client, first backup, all chunks new',
    before: null,
    command: load('file', ...small),
    kind: 'backup',
  },
  {
    name: 'file-next',
    describe: 'file client, next backup, 90 % known',
    before: load('file', ...small),
    command: load('file', ...small, '--dedup-share', '0.9'),
    kind: 'backup',
  },
  {
    name: 'file-many',
    describe: 'file client, 250 small chunks: appends and a full queue',
    before: null,
    command: load('file', '--size', '4MiB', '--chunk-size', '16KiB'),
    kind: 'backup',
  },
  {
    name: 'metadata-next',
    describe: 'file client, next backup, change detection by metadata',
    before: load('file-metadata', ...small),
    command: load('file-metadata', ...small, '--dedup-share', '0.9'),
    kind: 'backup',
  },
  {
    name: 'qemu',
    describe: 'QEMU, two disks',
    before: null,
    command: load('qemu', '--archives', '2', '--size', '64MiB', '--compressible', '0.95'),
    kind: 'backup',
  },
  {
    name: 'go-directory',
    describe: 'Go client, a directory, one chunk at a time',
    before: null,
    command: load('go', ...small),
    kind: 'backup',
  },
  {
    name: 'go-machine',
    describe: 'Go client, an image, 8 chunks at a time',
    before: null,
    command: load('go', '--archive-kind', 'image', '--size', '64MiB', '--compressible', '0.95'),
    kind: 'backup',
  },
];
