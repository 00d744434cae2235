// Snapshot names: type, id and time ⇄ `host/elsa/2024-06-05T14:24:36Z`, with its namespace in front. protocol.md 7.7.

/** Unix seconds → RFC 3339 in UTC; a number that is no date stays a number, as text. */
export function formatBackupTime(seconds: number): string {
  const isDate = Number.isInteger(seconds) && Math.abs(seconds) <= 8_640_000_000_000;
  return isDate ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : String(seconds);
}

/** Null when it is not of the form that `formatBackupTime` gives. */
export function parseBackupTime(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return null;
  const seconds = Date.parse(text) / 1000;
  return formatBackupTime(seconds) === text ? seconds : null; // 31 February would come back as March
}

/** Folder of a snapshot below its datastore. `namespace` is a path like `a/b`, empty for the root. */
export function snapshotPath(type: string, id: string, timeSeconds: number, namespace = ''): string {
  const levels = namespace.split('/').filter((level) => level !== '');
  return [...levels.flatMap((level) => ['ns', level]), type, id, formatBackupTime(timeSeconds)].join('/');
}

/** `type/id`, with the namespace's folders in front. */
export function groupPath(type: string, id: string, namespace = ''): string {
  return snapshotPath(type, id, 0, namespace).split('/').slice(0, -1).join('/');
}
