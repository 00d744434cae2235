// In: what the real programs printed beside a capture: client output, server task logs. Out: the facts in it that the report
// must agree with, in units of the report. Knows no report. protocol.md 5.8, 8.3.

import { stripVTControlCharacters } from 'node:util';

/** A printed size, with the half last digit by which it may differ from the truth. */
export interface PrintedBytes {
  readonly bytes: number;
  readonly toleranceBytes: number;
}

export interface TaskArchive {
  readonly name: string;
  readonly wid: number;
  /** Null where the archive was never closed. */
  readonly sizeBytes: number | null;
  readonly chunkCount: number | null;
  readonly uploadBytes: number | null;
  readonly clientDuplicateCount: number | null;
}

/** One session as the server logged it. */
export interface TaskWitness {
  readonly side: 'backup' | 'reader';
  /** `host/elsa/2026-11-24T08:00:00Z`. */
  readonly snapshot: string;
  readonly archives: readonly TaskArchive[];
  readonly blobs: readonly { readonly name: string; readonly byteCount: number }[];
  /** `GET /previous: 400 no valid previous backup`. */
  readonly failures: readonly { readonly call: string; readonly status: number; readonly text: string }[];
  /** `GET /chunk` → how often; null where the session was not logged in that detail. */
  readonly calls: ReadonlyMap<string, number> | null;
  readonly uploads: { readonly count: number; readonly byteCount: number } | null;
  readonly isFinished: boolean;
  readonly didFail: boolean;
}

export interface ClientArchive {
  /** As printed: with or without the server's extension. */
  readonly name: string;
  readonly uploaded: PrintedBytes | null;
  readonly logical: PrintedBytes | null;
  readonly encoded: PrintedBytes | null;
  readonly knownCount: number | null;
  readonly chunkCount: number | null;
  readonly injectedCount: number;
}

/** One disk as the driver of the QEMU library counted it. */
export interface DiskCounts {
  readonly snapshot: string;
  readonly disk: string;
  readonly size: number;
  readonly blocks: number;
  readonly incremental: 0 | 1;
  readonly write_data_calls: number;
  readonly null_zero: number;
  readonly ret_reused_incl_zero: number;
  readonly ret_uploaded: number;
  readonly bytes_uploaded_plain: number;
  readonly bytes_reused: number;
}

export interface ClientWitness {
  readonly archives: readonly ClientArchive[];
  readonly disks: readonly DiskCounts[];
  /** `Error: …` lines: what went wrong in the client's eyes. */
  readonly errors: readonly string[];
  /** `New 2, Reused 0` of the Go client. */
  readonly goCounts: { readonly newCount: number; readonly reusedCount: number } | null;
  readonly restore: { readonly name: string; readonly dataBlockCount: number } | null;
  readonly snapshots: readonly string[];
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

export function parsePrintedBytes(text: string): PrintedBytes {
  const match = /^([\d.]+) (B|KiB|MiB|GiB|TiB)$/.exec(text);
  if (match === null) throw new Error(`not a size: ${text}`);
  const unit = unitBytes[match[2]!]!;
  // Printed with three decimals, zeros at the end left out.
  return { bytes: Number(match[1]) * unit, toleranceBytes: unit === 1 ? 0 : unit * 0.0005 + 1 };
}

export function parseTaskLogs(text: string): TaskWitness[] {
  const tasks = text.split(/^(?==== UPID:)/m).filter((task) => task.startsWith('=== UPID:'));
  return tasks.map(parseTask).filter((task) => task !== null);
}

function parseTask(text: string): TaskWitness | null {
  const head = /^=== UPID:[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:(backup|benchmark|reader):([^:]*):/.exec(text);
  if (head === null) return null;
  const lines = text.split('\n').map((line) => line.replace(/^\S+: /, ''));
  const all = (pattern: RegExp): RegExpExecArray[] =>
    lines.map((line) => pattern.exec(line)).filter((match) => match !== null);
  const side = head[1] === 'reader' ? 'reader' : 'backup';
  const snapshot =
    side === 'backup' ? all(/^starting new (?:backup|benchmark) on .*: "(.*)"$/)[0]?.[1] : readerSnapshot(head[2]!);
  if (snapshot === undefined) return null;
  const requests = all(/^(GET|POST|PUT) (\/\w+)$/).map((match) => `${match[1]} ${match[2]}`);
  const uploads = all(/^upload_chunk done: (\d+) bytes, /).map((match) => Number(match[1]));
  return {
    side,
    snapshot,
    archives: parseArchives(lines),
    blobs: all(/^add blob ".*\/([^/"]+)" \((\d+) bytes, comp: \d+\)$/).map((match) => ({
      name: match[1]!,
      byteCount: Number(match[2]),
    })),
    failures: all(/^((?:GET|POST|PUT) \/\w+): (\d+) [A-Z][A-Za-z ]*: (.*)$/).map((match) => ({
      call: match[1]!,
      status: Number(match[2]),
      text: match[3]!,
    })),
    calls: lines.includes('protocol upgrade done') ? countEach(requests) : null,
    uploads: lines.includes('protocol upgrade done')
      ? { count: uploads.length, byteCount: uploads.reduce((sum, bytes) => sum + bytes, 0) }
      : null,
    isFinished: lines.includes('successfully finished backup'),
    didFail: lines.some((line) => /^backup (failed|ended and finish failed):/.test(line)),
  };
}

function parseArchives(lines: readonly string[]): TaskArchive[] {
  const archives: { -readonly [name in keyof TaskArchive]: TaskArchive[name] }[] = [];
  let current: (typeof archives)[number] | undefined;
  for (const line of lines) {
    const created = /^created new (?:dynamic|fixed) index (\d+) \(".*\/([^/"]+)"\)$/.exec(line);
    if (created !== null) {
      const unclosed = { sizeBytes: null, chunkCount: null, uploadBytes: null, clientDuplicateCount: null };
      archives.push({ name: created[2]!, wid: Number(created[1]), ...unclosed });
    }
    const statistics = /^Upload statistics for '(.*)'$/.exec(line)?.[1];
    if (statistics !== undefined) current = archives.find((archive) => archive.name === statistics);
    if (current === undefined) continue;
    const value = /^(Size|Chunk count|Upload size|Duplicates): (\d+)/.exec(line);
    if (value?.[1] === 'Size') {
      current.sizeBytes = Number(value[2]);
    } else if (value?.[1] === 'Chunk count') current.chunkCount = Number(value[2]);
    else if (value?.[1] === 'Upload size') {
      // Left out where the size is zero; `Duplicates` is left out where there were none.
      Object.assign(current, { uploadBytes: Number(value[2]), clientDuplicateCount: 0 });
    } else if (value?.[1] === 'Duplicates') current.clientDuplicateCount = Number(value[2]);
  }
  return archives;
}

/** `store1\x3ahost-web01-6B053F49` → `host/web01/2026-11-24T07:39:53Z`: the reader's snapshot stands in its task id. */
function readerSnapshot(workerId: string): string | undefined {
  const match = /^.*\\x3a([a-z]+)-(.*)-([0-9A-F]{8})$/.exec(workerId);
  if (match === null) return undefined;
  const id = match[2]!.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const time = new Date(Number.parseInt(match[3]!, 16) * 1000).toISOString().replace('.000Z', 'Z');
  return `${match[1]}/${id}/${time}`;
}

export function parseClientLog(text: string): ClientWitness {
  // Colours, and the words of rustyline and h2 around them, are of no interest.
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trimEnd());
  const all = (pattern: RegExp): RegExpExecArray[] =>
    lines.map((line) => pattern.exec(line)).filter((match) => match !== null);
  const go = all(/^New (\d+), Reused (\d+)[ ,.]/)[0];
  const counts = all(/^COUNTS (\{.*\})$/).map((match) => JSON.parse(match[1]!) as Record<string, unknown>);
  const restored = counts.find((one) => 'restore' in one);
  return {
    archives: parseClientArchives(lines),
    disks: counts.filter((one) => 'disk' in one) as unknown as DiskCounts[],
    errors: all(/^Error: (.*)$/).map((match) => match[1]!),
    goCounts: go === undefined ? null : { newCount: Number(go[1]), reusedCount: Number(go[2]) },
    restore:
      restored === undefined
        ? null
        : { name: String(restored['restore']), dataBlockCount: Number(restored['data_blocks']) },
    snapshots: all(/^Starting backup: (\S+)$/).map((match) => match[1]!),
  };
}

function parseClientArchives(lines: readonly string[]): ClientArchive[] {
  const archives = new Map<string, { -readonly [name in keyof ClientArchive]: ClientArchive[name] }>();
  const named = (name: string) => {
    const known = archives.get(name);
    if (known !== undefined) return known;
    const sizes = { uploaded: null, logical: null, encoded: null };
    const created = { name, ...sizes, knownCount: null, chunkCount: null, injectedCount: 0 };
    archives.set(name, created);
    return created;
  };
  for (const line of lines) {
    const backup = /^(\S+): had to backup (.*) of (.*) \(compressed (.*)\) in /.exec(line);
    if (backup !== null) {
      const [uploaded, logical, encoded] = backup.slice(2, 5).map(parsePrintedBytes);
      Object.assign(named(backup[1]!), { uploaded, logical, encoded });
    }
    const reused = /^(\S+): Reused (\d+) from (\d+) chunks\.$/.exec(line);
    if (reused !== null) {
      Object.assign(named(reused[1]!), { knownCount: Number(reused[2]), chunkCount: Number(reused[3]) });
    }
    const injected = /^(\S+): reused .* from previous snapshot for unchanged files \((\d+) chunks\)$/.exec(line);
    if (injected !== null) named(injected[1]!).injectedCount = Number(injected[2]);
    const catalog = /^Uploaded backup catalog \((.*)\)$/.exec(line);
    if (catalog !== null) named('catalog.pcat1.didx').logical = parsePrintedBytes(catalog[1]!);
  }
  return [...archives.values()];
}

function countEach(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
