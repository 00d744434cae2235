// In: the manifest (index.json.blob), as blob or text. Out: what pbscope needs of it, or null; unknown keys are let be.
// The document as it stands is `JsonObject`, so that a server can hand on what it does not know. protocol.md 7.6.
import type { Manifest } from '../call.js';
import { decodeBlob } from './blob.js';
import { formatJson, isJsonObject, type Json, type JsonObject, parseJson } from './json.js';

/** Real manifests have a few KB; a zstd blob that unfolds to more is not one. */
const maxManifestBytes = 4 * 1024 * 1024;
/** Some ten a file are usual; a hostile blob with as many as this holds a live relay up for a third of a second. */
const maxManifestSequenceCount = 2048;

/** The whole document, unknown fields included; null when it is no JSON object. */
export function parseManifestDocument(text: string): JsonObject | null {
  const value = parseJson(text);
  return isJsonObject(value) ? value : null;
}

export function formatManifest(document: JsonObject): string {
  return formatJson(document);
}

export function parseManifest(text: string): Manifest | null {
  const document = parseManifestDocument(text);
  return document === null ? null : manifestOf(document);
}

/** From the whole DataBlob, uncompressed or zstd; null for anything else. */
export function decodeManifest(blob: Uint8Array): Manifest | null {
  const text = decodeBlob(blob, maxManifestBytes, maxManifestSequenceCount);
  return text === null ? null : parseManifest(new TextDecoder().decode(text));
}

/** Null when it names no snapshot; a missing or odd field elsewhere becomes empty or null. */
export function manifestOf(document: JsonObject): Manifest | null {
  const backupType = document['backup-type'];
  const backupId = document['backup-id'];
  const backupTime = document['backup-time'];
  if (typeof backupType !== 'string' || typeof backupId !== 'string' || typeof backupTime !== 'number') return null;
  const files = document['files'];
  const unprotected = isJsonObject(document['unprotected']) ? document['unprotected'] : {};
  const verifyState = unprotected['verify_state'];
  return {
    backupType,
    backupId,
    backupTime,
    files: Array.isArray(files) ? files.filter(isJsonObject).map(fileOf) : [],
    keyFingerprint: textOrNull(unprotected['key-fingerprint']),
    chunkUploadStats: uploadStatsOf(unprotected['chunk_upload_stats']),
    verifyState: isJsonObject(verifyState) ? textOrNull(verifyState['state']) : null,
  };
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const countOf = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

function fileOf(file: JsonObject): Manifest['files'][number] {
  return {
    filename: textOf(file['filename']),
    cryptMode: textOf(file['crypt-mode']),
    sizeBytes: countOf(file['size']),
    csum: textOf(file['csum']),
  };
}

function uploadStatsOf(stats: Json | undefined): Manifest['chunkUploadStats'] {
  if (!isJsonObject(stats)) return null;
  return {
    count: countOf(stats['count']),
    sizeBytes: countOf(stats['size']),
    compressedSizeBytes: countOf(stats['compressed_size']),
    duplicates: countOf(stats['duplicates']),
  };
}
