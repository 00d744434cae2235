// The end of a namespace: the folders that held its groups and its children, when nothing is left in them (protocol.md 7.7).
// In: a datastore folder and a namespace. Out: whether it went. Removes no group: that is removal.ts.
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, isMissing } from './disk.js';
import { backupTypes, namespaceFolder } from './layout.js';
import { checkInside } from './stored-file.js';

export async function removeNamespaceFolder(storeFolder: string, namespace: string): Promise<boolean> {
  const folder = namespaceFolder(storeFolder, namespace);
  await checkInside(storeFolder, folder);
  for (const name of [...backupTypes, 'ns']) await removeEmpty(join(folder, name));
  return removeEmpty(folder);
}

/** One that is not there is as good as gone. */
async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
