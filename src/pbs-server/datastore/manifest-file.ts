// The manifest on disk, `index.json.blob` (protocol.md 7.6): loaded, checked as PBS's own parser would, written back with
// one change in `unprotected`. In: a snapshot's folder. Out: the JSON, unknown fields kept, or PBS's text why not.
import { join } from 'node:path';
import { manifestName } from '../../core/pbs/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import { decodeBlob, encodeBlob } from './blob.js';
import { describeDiskError, isDiskError, replaceFile, type SyncLevel } from './disk.js';
import { readStored } from './stored-file.js';

export interface ManifestFile {
  readonly filename: string;
  readonly 'crypt-mode': string;
  readonly size: number;
  readonly csum: string;
}

/** What of a manifest's JSON the server reads; everything else travels along untouched. */
export interface ManifestJson {
  readonly files: readonly ManifestFile[];
  readonly unprotected?: {
    readonly verify_state?: { readonly state?: string; readonly upid?: string };
    readonly notes?: string;
    readonly 'key-fingerprint'?: string;
  };
}

export async function loadManifest(folder: string): Promise<Outcome<ManifestJson>> {
  const path = join(folder, manifestName);
  try {
    const content = decodeBlob(await readStored(path));
    return isRefusal(content) ? content : parseManifestJson(Buffer.from(content).toString('utf8'));
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(`unable to load blob '"${path}"' - ${describeDiskError(error)}`);
  }
}

/** Reads, changes and writes: two at a time on one snapshot would lose a change, so `Datastore` lets one in at a time. */
export async function updateManifest(
  folder: string,
  unprotected: Readonly<Record<string, unknown>>,
  syncLevel: SyncLevel,
): Promise<Refusal | null> {
  const manifest = await loadManifest(folder);
  if (isRefusal(manifest)) return manifest;
  const updated = { ...manifest, unprotected: { ...manifest.unprotected, ...unprotected } };
  const text = JSON.stringify(updated, null, 2); // PBS pretty-prints it too
  try {
    await replaceFile(join(folder, manifestName), encodeBlob(Buffer.from(text)), { syncLevel });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(describeDiskError(error));
  }
  return null;
}

function parseManifestJson(text: string): Outcome<ManifestJson> {
  const value = parseJson(text);
  if (!isRecord(value)) return refuse('unable to parse manifest - no JSON object');
  const files = value['files'];
  if (!Array.isArray(files)) return refuse('missing field `files`');
  for (const file of files) {
    const fault = checkFileEntry(file);
    if (fault !== null) return refuse(fault);
  }
  if (value['unprotected'] !== undefined && !isRecord(value['unprotected'])) {
    return refuse('unable to parse manifest - field `unprotected` is no object');
  }
  return value as unknown as ManifestJson; // checked field by field above, as far as the server reads it
}

function checkFileEntry(file: unknown): string | null {
  if (!isRecord(file)) return 'invalid type: expected struct FileInfo';
  for (const name of ['filename', 'crypt-mode', 'csum']) {
    if (typeof file[name] !== 'string') return `missing field \`${name}\``;
  }
  if (!Number.isInteger(file['size'])) return 'missing field `size`';
  return checkCsum(String(file['csum']));
}

/** The hex reader of PBS, whose words reach the client when a manifest has an empty csum. */
function checkCsum(csum: string): string | null {
  if (csum.length % 2 !== 0) return 'Odd number of digits';
  if (csum.length !== 64) return 'Invalid string length';
  const position = csum.search(/[^0-9a-fA-F]/);
  return position < 0 ? null : `Invalid character '${csum[position]}' at position ${position}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what came over the wire is no JSON: the caller has the text for it
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
