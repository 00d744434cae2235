// The four calls of an archive, by its kind (protocol.md 4.2).

export type ArchiveKind = 'dynamic' | 'fixed';

export const archiveCalls = {
  dynamic: {
    create: 'createDynamicIndex',
    chunk: 'uploadDynamicChunk',
    append: 'appendDynamicIndex',
    close: 'closeDynamicIndex',
  },
  fixed: {
    create: 'createFixedIndex',
    chunk: 'uploadFixedChunk',
    append: 'appendFixedIndex',
    close: 'closeFixedIndex',
  },
} as const;
