// One blob to the server, the manifest too, whole in one call. In: its name and bytes. Out: what the manifest says of it.
import { formatManifest, type JsonObject, manifestName } from '../../core/pbs/index.js';
import { type Codec, createCodec, sha256 } from '../codec/index.js';
import type { Session } from '../connect/index.js';
import type { WrittenFile } from './write-manifest.js';

export async function uploadBlob(
  session: Session,
  filename: string,
  bytes: Uint8Array,
  codec: Codec,
): Promise<WrittenFile> {
  const blob = codec.encode(bytes);
  await session.call(
    'uploadBlob',
    { 'encoded-size': blob.length, 'file-name': filename },
    { contentType: 'application/octet-stream', bytes: blob },
  );
  return { filename, sizeBytes: blob.length, csum: sha256(blob) };
}

/** Never encrypted, whatever the codec does with the rest: the server reads it. */
export async function uploadManifest(session: Session, document: JsonObject, { compress }: Codec): Promise<void> {
  await uploadBlob(session, manifestName, Buffer.from(formatManifest(document)), createCodec(compress, null));
}
