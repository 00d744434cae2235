// What the genuine server wrote into its task logs against what the embedded one logged. In: the text beside a capture, our lines.
// Out: lines that only one of them has. Order is let be: lines of calls that run at a time come as their threads do.

/** `backup store1:host/web01: ` as our lines begin. */
function prefixOf(upid: string): string | null {
  const [, , , , , , kind, worker = ''] = upid.split(':');
  if (kind !== 'backup' && kind !== 'reader' && kind !== 'benchmark') return null;
  const unescaped = worker.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const group = kind === 'reader' ? unescaped.replace(/-[0-9A-F]{8}$/, '') : unescaped;
  return `${kind === 'reader' ? 'reader' : 'backup'} ${group.replace(/-/, '/')}: `;
}

/** Lines of all sessions, each with its prefix. */
export function parseTaskLines(text: string): readonly string[] {
  let prefix: string | null = null;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('=== ')) prefix = prefixOf(line.slice('=== '.length));
    else if (prefix !== null && line !== '') lines.push(prefix + line.replace(/^\S+: /, ''));
  }
  return lines;
}

interface NotCompared {
  readonly what: string;
  readonly reason: string;
  readonly blank: (line: string) => string | null;
}

/** `blank` gives null for a line that is left out. */
export const notCompared: readonly NotCompared[] = [
  {
    what: 'address of the client',
    reason: 'a listener on all addresses sees IPv4 as ::ffff:, one on 127.0.0.1 does not; some came over a network',
    blank: (line) => line.replace(/ from \S+: "/, ' from <client>: "'),
  },
  {
    what: 'folder of the datastore',
    reason: 'where it lies on the disk',
    blank: (line) =>
      line
        .replace(/"[^"]*\/((?:ns\/[^"/]+\/)*(?:(?:host|vm|ct)\/|\.chunks\/)[^"]+)"/, '"<store>/$1"')
        .replace(/(reader datastore '[^']+': )"[^"]*"/, '$1"<store>"'),
  },
  { what: 'UUID of an index', reason: 'random', blank: (line) => line.replace(/UUID: [0-9a-f]{32}/, 'UUID: <uuid>') },
  {
    what: 'duplicates that the server found',
    reason: 'chunks that its store held from before the capture, which no byte of it tells',
    blank: (line) => {
      const blanked = line.replace(/(Duplicates: \d+)\+\d+ \(\d+%\)/, '$1+<n>');
      return blanked.endsWith('Duplicates: 0+<n>') ? null : blanked;
    },
  },
  {
    what: 'how a reader ended',
    reason: 'a race between the end of the connection and its FIN (protocol.md 0.3)',
    blank: (line) => (/^reader .*: (?:reader finished successfully|TASK .*)$/.test(line) ? null : line),
  },
  {
    what: 'the cause of a broken connection',
    reason: 'Node tells some resets as plain ends (docs/limits.md)',
    blank: (line) =>
      line.replace(/connection error: (?:not connected|connection reset|broken pipe)$/, 'connection error: <cause>'),
  },
  {
    what: 'the sync of the file system',
    reason: 'switched off here, for speed',
    blank: (line) => (line.endsWith(': syncing filesystem') ? null : line),
  },
];

function blankAll(line: string): string | null {
  let left: string | null = line;
  for (const { blank } of notCompared) left = left === null ? null : blank(left);
  return left;
}

export function compareTaskLines(genuine: readonly string[], embedded: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  const count = (line: string, by: number): void => {
    const blanked = blankAll(line);
    if (blanked !== null) counts.set(blanked, (counts.get(blanked) ?? 0) + by);
  };
  for (const line of genuine) count(line, 1);
  for (const line of embedded) count(line, -1);
  return [...counts].flatMap(([line, left]) => {
    if (left === 0) return [];
    return [`${left > 0 ? '- genuine' : '+ embedded'} ${Math.abs(left)}x ${line}`];
  });
}
