// Older forms of a trace, upgraded line by line on read. In: a parsed line of version `from`. Out: the same of version `from + 1`.
// A new version is a function here, a raised `traceVersion` and a file of the old one in fixtures/traces.

export interface Upgrade {
  readonly from: number;
  readonly upgrade: (line: unknown) => unknown;
}

export const upgrades: readonly Upgrade[] = [
  // 2: `tlsFailed` always says which certificate had been shown; `bodyPart` may say that it stands for more or fewer bytes.
  { from: 1, upgrade: (line) => (isOfKind(line, 'tlsFailed') ? { fingerprint: null, ...line } : line) },
];

function isOfKind(line: unknown, kind: string): line is Readonly<Record<string, unknown>> {
  return typeof line === 'object' && line !== null && 'kind' in line && line.kind === kind;
}

/** Applies every upgrade from `version` on, in order. */
export function upgradeLine(line: unknown, version: number): unknown {
  return upgrades.filter((step) => step.from >= version).reduce((value, step) => step.upgrade(value), line);
}
