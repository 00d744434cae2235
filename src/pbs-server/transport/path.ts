// A path as PBS reads it: split at slashes, empty parts dropped, parts that begin with a dot refused (protocol.md 1.4).
// In: a path from the wire. Out: its normal form, or null when it has illegal parts.

export function normalizePath(path: string): string | null {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.some((part) => part.startsWith('.')) ? null : `/${parts.join('/')}`;
}
