// Words for the faults of the runs. In: where and what. Out: entries of a fault file (docs/faults.md).

export const chunks = ['uploadDynamicChunk', 'uploadFixedChunk'];
export const upgrades = ['openBackup', 'openReader'];
export const forEverMs = 3_600_000;

export const atUpgrade = (...actions: readonly object[]): object[] => [{ match: { operation: upgrades }, do: actions }];
export const at = (
  operation: string | readonly string[],
  conditions: object,
  ...actions: readonly object[]
): object[] => [{ match: { operation, ...conditions }, do: actions }];
