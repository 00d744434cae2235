// Older forms of a trace, upgraded line by line on read. In: a parsed line of version `from`. Out: the same of version `from + 1`.
// The list is empty as long as there is one version; a new one is a function here and a raised `traceVersion`.

export interface Upgrade {
  readonly from: number;
  readonly upgrade: (line: unknown) => unknown;
}

export const upgrades: readonly Upgrade[] = [];

/** Applies every upgrade from `version` on, in order. */
export function upgradeLine(line: unknown, version: number): unknown {
  return upgrades.filter((step) => step.from >= version).reduce((value, step) => step.upgrade(value), line);
}
