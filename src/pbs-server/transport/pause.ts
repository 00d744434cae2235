// A pause that a reply makes on purpose. In: milliseconds. Out: a promise; nothing at all for zero.

export function pause(durationMs: number): Promise<void> {
  return durationMs <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, durationMs));
}
