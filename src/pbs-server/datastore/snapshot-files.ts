// The files of a snapshot as PBS lists them. In: its folder. Out: those of the manifest in its order, what else is there
// behind them; sizes as the manifest knows them. Opens no archive.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from '../../core/pbs/index.js';
import { isRefusal } from '../refusal.js';
import { archiveKind } from './layout.js';
import { loadManifest } from './manifest-file.js';

export interface SnapshotFile {
  readonly filename: string;
  readonly cryptMode: string | null;
  readonly sizeBytes: number | null;
}

export async function listSnapshotFiles(folder: string): Promise<readonly SnapshotFile[]> {
  const manifest = await loadManifest(folder);
  const known = new Map(isRefusal(manifest) ? [] : manifest.files.map((file) => [file.filename, file]));
  const present = (await readdir(folder)).filter((name) => archiveKind(name) !== null).sort();
  const names = [...known.keys()].filter((name) => present.includes(name));
  names.push(...present.filter((name) => !known.has(name) && name !== manifestName));
  if (present.includes(manifestName)) names.push(manifestName);
  return Promise.all(
    names.map(async (filename) => {
      const file = known.get(filename);
      const isManifest = filename === manifestName;
      return {
        filename,
        cryptMode: file?.['crypt-mode'] ?? (isManifest ? 'none' : null),
        sizeBytes: file?.size ?? (isManifest ? (await stat(join(folder, filename))).size : null),
      };
    }),
  );
}
