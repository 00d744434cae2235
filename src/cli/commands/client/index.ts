// `pbscope client …`: the ordered list of what the embedded client does.
import type { Command } from '../../command.js';

export { parseSnapshot } from './snapshot-argument.js';

export const clientCommand: Command = {
  examples: [
    ['pbscope client backup etc.tar:/etc disk.img:/dev/vg/snap', 'a directory and a disk'],
    ['pbscope client restore host/web01 etc.tar ./etc', 'of the newest snapshot'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'backup <archives..>',
      describe: 'back up directories, images, files and streams',
      load: async () => (await import('./backup.js')).backupCommand,
    },
    {
      usage: 'restore <snapshot> <archive> <target>',
      describe: 'give an archive of a snapshot back',
      load: async () => (await import('./restore.js')).restoreCommand,
    },
    {
      usage: 'snapshots [group]',
      describe: 'list snapshots',
      load: async () => (await import('./snapshots.js')).snapshotsCommand,
    },
    {
      usage: 'files <snapshot>',
      describe: 'list the files of a snapshot',
      load: async () => (await import('./files.js')).filesCommand,
    },
    {
      usage: 'load',
      describe: 'put a server under load with the shape of a genuine client, without a disk',
      load: async () => (await import('./load.js')).loadCommand,
    },
  ],
};
