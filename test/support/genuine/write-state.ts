// The state of a genuine server on a disk: datastore folders in PBS's layout. In: the state. Out: files.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupPath, snapshotPath } from '../../../src/core/pbs/index.js';
import type { ServerState } from './server-state.js';

/** `folderOf`: where a datastore is to lie. */
export async function writeServerState(state: ServerState, folderOf: (store: string) => string): Promise<void> {
  for (const { store, namespace, type, id, owner, snapshots } of state.groups) {
    const groupFolder = join(folderOf(store), groupPath(type, id, namespace));
    await mkdir(groupFolder, { recursive: true });
    await writeFile(join(groupFolder, 'owner'), `${owner}\n`);
    for (const [timeSeconds, files] of snapshots) {
      const folder = join(folderOf(store), snapshotPath(type, id, timeSeconds, namespace));
      await mkdir(folder, { recursive: true });
      for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    }
  }
  for (const [key, bytes] of state.chunks) {
    const [store = '', digest = ''] = key.split('/');
    const folder = join(folderOf(store), '.chunks', digest.slice(0, 4));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, digest), bytes);
  }
}
