// A PBS task log, as the server keeps it (`2026-11-24T07:39:49+00:00: text`), one task or several behind each other with or without their UPID.
// In: lines. Out: what they say of sessions. protocol.md 5.8, 5.9. Lines that the wire shows call by call repeat it.
import type { ArchiveStatistics, EvidenceFact, EvidenceSide, ParsedLine } from '../../../core/evidence/index.js';
import { snapshotPath } from '../../../core/pbs/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseZonedTime } from './log-time.js';

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)): (.*)$/;
const upid = /UPID:[^:\s]*:[0-9A-F]+:[0-9A-F]+:[0-9A-F]+:[0-9A-F]+:(\w+):([^:\s]*):/;

export const taskLog: EvidenceFormat = {
  id: 'task-log',
  recognises: (line) => stamped.test(line) || upid.test(line),
  begin: createParser,
};

/** Said of each call; `PUT /dynamic_index` and the like come with `debug=true`. */
const repeating =
  /^(?:GET|POST|PUT) \/\w+$|^(?:dynamic|fixed)_append \d+ chunks$|^successfully added chunk |^(?:UUID|Checksum): |^download chunk |^----$/;

interface OpenStatistics {
  archive: string;
  sizeBytes: number;
  chunkCount: number;
  uploadBytes: number | null;
  duplicates: { client: number; server: number };
}

function createParser(): EvidenceParser {
  let statistics: OpenStatistics | null = null;
  const archiveOf = new Map<string, string>();

  /** Lines of statistics stand between their title and `successfully closed`. */
  const noteStatistics = (text: string): boolean => {
    const title = /^Upload statistics for '(.+)'$/.exec(text);
    if (title !== null) {
      statistics = {
        archive: title[1]!,
        sizeBytes: 0,
        chunkCount: 0,
        uploadBytes: null,
        duplicates: { client: 0, server: 0 },
      };
      return true;
    }
    const match = /^(Size|Chunk count|Upload size|Duplicates|Compression): (\d+)(?:\+(\d+))?/.exec(text);
    if (match === null || statistics === null) return false;
    const value = Number(match[2]);
    if (match[1] === 'Size') statistics.sizeBytes = value;
    if (match[1] === 'Chunk count') statistics.chunkCount = value;
    if (match[1] === 'Upload size') statistics.uploadBytes = value;
    if (match[1] === 'Duplicates') statistics.duplicates = { client: value, server: Number(match[3] ?? 0) };
    return true;
  };

  const closedFact = (wid: string): EvidenceFact => {
    const archive = archiveOf.get(wid) ?? statistics?.archive ?? '';
    const own: ArchiveStatistics | null = statistics?.archive === archive ? statistics : null;
    statistics = null;
    return { kind: 'archiveClosed', archive, statistics: own };
  };

  const factOf = (text: string): EvidenceFact | null => {
    const started = /^starting new (backup|benchmark) on datastore '.*' from .*: "(.*)"$/.exec(text);
    if (started !== null) return { kind: 'subject', side: 'backup', snapshot: started[2]!, isNew: false };
    if (text.startsWith('starting new backup reader datastore'))
      return { kind: 'subject', side: 'reader', snapshot: null, isNew: false };
    const created = /^created new (?:dynamic|fixed) index (\d+) \(".*\/([^/"]+)"\)$/.exec(text);
    if (created !== null) {
      archiveOf.set(created[1]!, created[2]!);
      return { kind: 'archiveCreated', archive: created[2]! };
    }
    const stored = /^upload_chunk done: \d+ bytes, ([0-9a-f]{64})$/.exec(text);
    if (stored !== null) return { kind: 'chunkStored', digest: stored[1]! };
    const previous = /^download '(.+)' from previous backup/.exec(text);
    if (previous !== null) return { kind: 'previousRead', archive: previous[1]! };
    const closed = /^successfully closed (?:dynamic|fixed) index (\d+)$/.exec(text);
    if (closed !== null) return closedFact(closed[1]!);
    const blob = /^add blob ".*\/([^/"]+)" \(\d+ bytes, comp: \d+\)$/.exec(text);
    if (blob !== null) return { kind: 'blobAdded', archive: blob[1]! };
    if (text === 'successfully finished backup') return { kind: 'finished' };
    if (text === 'TASK OK') return { kind: 'taskEnded', hasFailed: false, isNormal: true };
    if (!text.startsWith('TASK ')) return null;
    // What a reader or a dry run whose client just leaves ends in, although all is well.
    return {
      kind: 'taskEnded',
      hasFailed: !text.startsWith('TASK WARNINGS'),
      isNormal: text === 'TASK ERROR: connection error: not connected',
    };
  };

  return {
    feed(line): ParsedLine {
      if (line.trim() === '') return 'repeats';
      const caption = upid.exec(line);
      if (caption !== null && !stamped.test(line)) {
        archiveOf.clear();
        statistics = null;
        const subject = subjectOf(caption[1]!, caption[2]!);
        return [{ text: null, time: null, fact: subject }];
      }
      const match = stamped.exec(line);
      if (match === null) return 'unknown';
      const text = match[2]!;
      const time = parseZonedTime(match[1]!);
      if (repeating.test(text) || noteStatistics(text)) return 'repeats';
      const fact = factOf(text);
      if (fact?.kind === 'chunkStored') return [{ text: null, time, fact }];
      if (fact?.kind === 'subject')
        return [
          { text: null, time: null, fact },
          { text, time, fact: { kind: 'sessionStarted' } },
        ];
      return [{ text, time, fact }];
    },
  };
}

/** The worker's id of a UPID: `store:host/web01[/hex time]`, its slashes as `-`, everything else unusual as `\xNN`. */
function subjectOf(worker: string, id: string): EvidenceFact {
  const side: EvidenceSide = worker === 'reader' ? 'reader' : 'backup';
  const plain = id
    .replaceAll('-', '/')
    .replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const match = /(vm|ct|host)\/([^/]+)\/([0-9A-F]{8})$/.exec(plain);
  const snapshot = match === null ? null : snapshotPath(match[1]!, match[2]!, Number.parseInt(match[3]!, 16));
  return { kind: 'subject', side, snapshot, isNew: true };
}
