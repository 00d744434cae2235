// In: the head of a request or reply. Out: how much of its body decode keeps (D1), read off the endpoint table.
// Chunks and blobs: the magic. Index files: streamed through. Login: nothing, ever. Errors: their text. protocol.md 12.1.
import type { BodyCapture, BodyContext, CapturePolicy } from '../decode/index.js';
import { type Endpoint, parseQuery, recogniseEndpoint, sideOfUpgrade, splitTarget } from './endpoints/index.js';
import { manifestName, plainBlobHeaderBytes } from './formats/index.js';

/** A PUT of 128 entries has 10.4 KB; PBS itself refuses bodies over 512 KiB. */
const maxRequestJsonBytes = 4 * 1024 * 1024;
/** The replies that we read hold one number. */
const maxReplyJsonBytes = 4 * 1024;
/** An error text is one line, sometimes a few. */
const maxErrorBytes = 1024;
/** A manifest, compressed, of thousands of files. */
const maxManifestBlobBytes = 1024 * 1024;

const nothing: BodyCapture = { mode: 'none' };
const magic: BodyCapture = { mode: 'first', byteCount: plainBlobHeaderBytes };
const manifest: BodyCapture = { mode: 'whole', limitBytes: maxManifestBlobBytes };

/** Name of the file that the query asks for or announces. */
export function fileNameIn(target: string): string | null {
  const pair = parseQuery(splitTarget(target).query).find(([name]) => name === 'file-name' || name === 'archive-name');
  return pair?.[1] ?? null;
}

export const isIndexName = (name: string): boolean => /\.[df]idx$/.test(name);

/** Operations whose reply holds a number that later stages need. */
const countedReplies = new Set<Endpoint['operation']>(['createDynamicIndex', 'createFixedIndex', 'previousBackupTime']);

function captureOfRequest(endpoint: Endpoint, target: string): BodyCapture {
  if (endpoint.side === 'rest') return nothing;
  switch (endpoint.requestBody) {
    case 'json':
      return { mode: 'whole', limitBytes: maxRequestJsonBytes };
    case 'blob':
      return fileNameIn(target) === manifestName ? manifest : magic;
    case 'bytes':
    case 'none':
      return nothing;
  }
}

function captureOfReply(endpoint: Endpoint, target: string): BodyCapture {
  if (endpoint.side === 'rest') return nothing;
  switch (endpoint.reply) {
    case 'file': {
      const name = fileNameIn(target) ?? '';
      if (isIndexName(name)) return { mode: 'stream' };
      return name === manifestName ? manifest : magic;
    }
    case 'blob':
      return magic;
    case 'json':
      return countedReplies.has(endpoint.operation) ? { mode: 'whole', limitBytes: maxReplyJsonBytes } : nothing;
    case 'bytes':
    case 'upgrade':
      return nothing;
  }
}

export const pbsCapturePolicy: CapturePolicy = (context: BodyContext): BodyCapture => {
  const { status, target } = context;
  if (context.direction === 'toClient' && status !== null && status >= 400) {
    return { mode: 'whole', limitBytes: maxErrorBytes };
  }
  const endpoint = recogniseEndpoint({ ...context, side: sideOfUpgrade(context.upgrade) });
  if (endpoint === null) return nothing;
  if (context.direction === 'toServer') return captureOfRequest(endpoint, target);
  return status === 200 ? captureOfReply(endpoint, target) : nothing;
};
