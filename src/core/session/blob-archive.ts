// One uploaded blob as an archive of kind `blob`. In: its call, answered 200. Out: numbers; a blob has no chunks, and what
// it holds unpacked is not on the wire, so its encoded size stands for all sizes. Totals leave blobs out (D9).
import type { Call } from '../pbs/index.js';
import { type ArchiveNumbers, statedCount, withRatios } from './archive.js';

export function blobNumbers(call: Call): ArchiveNumbers {
  const sizeBytes = statedCount(call.parameters.encodedSizeBytes) ?? call.requestBytes;
  return withRatios(
    {
      name: call.parameters.fileName ?? '(blob)',
      wid: null,
      kind: 'blob',
      chunkCount: 0,
      uploadedCount: 0,
      knownCount: 0,
      logicalBytes: sizeBytes,
      uploadedBytes: sizeBytes,
      encodedBytes: sizeBytes,
      reusedBytes: 0,
      appendedCount: 0,
      knownFromPreviousCount: 0,
      repeatedCount: 0,
      wastedBytes: 0,
      isIncremental: false,
      isEncrypted: call.blobKind?.startsWith('encrypted') === true,
      closed: true,
      downloadedCount: 0,
      downloadedBytes: 0,
    },
    'upload',
  );
}
