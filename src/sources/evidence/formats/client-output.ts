// What the stock client prints (protocol.md 8.3, 10.1), with PBS_LOG=debug or without. In: lines without colours. Out: what they say of the
// session. Only two lines have a time, of an unnamed zone; the h2 library's frames and names of files repeat the wire or tell nothing of it.
import type {
  EvidenceFact,
  EvidenceLine,
  EvidenceTime,
  ParsedLine,
  PrintedNumber,
} from '../../../core/evidence/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseLocalTime } from './log-time.js';
import { parsePrintedBytes, printedBytes } from './printed-bytes.js';

const marks = [
  /^Starting backup: (?:vm|ct|host)\//,
  /^Starting backup protocol: /,
  /^(?:Would u|U)pload (?:directory|image|config file|log file|index\.json)\b.* to '/,
  new RegExp(`^\\S+: had to backup ${printedBytes} of `),
  /^\S+: Reused \d+ from \d+ chunks\.$/,
  /^End Time: /,
  /(?:send|received) frame=/,
  // A restore prints nothing but names.
  /^"\/?[^"]+"$/,
  /^(?:Downloading previous manifest|No previous manifest available)/,
];

/** Per frame, per file, per chunk boundary, and the library's own words about connections. */
const repeating = [
  /^"(?:[^"\\]|\\.)*"$/,
  /\bframe=|^Connection: |^pooling idle|^reuse idle|^binding client|^client connection bound|^connect(?:ing|ed) to /,
  /^Offset relative|^Chunk |^Boundary |^reusable: |^re-encode: |^Injecting chunk|^No suggested|^Got \d+ cache|^Advance payload|^Cache range|^Padding ratio/,
  /^append chunks list len|: known chunks list length|^Client name: |^\S+: Average |^\S+: average backup speed|^Using previous index/,
  /^$|^<unknown>$|^\s+\d+: |^Stack backtrace:$|^pxar format version/,
];

export const clientOutput: EvidenceFormat = {
  id: 'client-output',
  recognises: (line) => marks.some((mark) => mark.test(line)),
  begin: createParser,
};

const asctime = /(\w{3}) (\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;

function timeOf(text: string): EvidenceTime | null {
  const match = asctime.exec(text);
  if (match === null) return null;
  return parseLocalTime({ month: match[2]!, day: match[3]!, clock: match[4]!, year: match[5]! });
}

interface Rule {
  readonly pattern: RegExp;
  readonly fact: (match: RegExpExecArray) => EvidenceFact | null;
  /** Also its time, which is that of the line. */
  readonly hasTime?: true;
}

const rules: readonly Rule[] = [
  { pattern: /^Starting backup protocol: /, fact: () => ({ kind: 'clientStarted' }), hasTime: true },
  { pattern: /^End Time: /, fact: () => ({ kind: 'clientEnded' }), hasTime: true },
  {
    pattern: /^(?:No previous manifest available|Downloading previous manifest)/,
    fact: () => ({ kind: 'previousAsked' }),
  },
  {
    pattern: /^Upload (?:directory|image|config file|log file) .* as (\S+)$/,
    fact: ([, archive = '']) => ({ kind: 'archiveCreated', archive }),
  },
  { pattern: /^Upload index\.json to /, fact: () => ({ kind: 'blobAdded', archive: 'index.json.blob' }) },
  {
    pattern: new RegExp(`^(\\S+): had to backup ${printedBytes} of ${printedBytes} \\(compressed ${printedBytes}\\)`),
    fact: ([, archive = '', ...sizes]) => {
      const at = (index: number): PrintedNumber => parsePrintedBytes(sizes[index] ?? '', sizes[index + 1] ?? '');
      return { kind: 'archiveSent', archive, uploadedBytes: at(0), logicalBytes: at(2), encodedBytes: at(4) };
    },
  },
  {
    pattern: new RegExp(`^Uploaded backup catalog \\(${printedBytes}\\)`),
    fact: ([, number = '', unit = '']) => ({
      kind: 'archiveSent',
      archive: 'catalog.pcat1.didx',
      uploadedBytes: null,
      logicalBytes: parsePrintedBytes(number, unit),
      encodedBytes: null,
    }),
  },
  {
    pattern: /^(\S+): Reused (\d+) from (\d+) chunks\.$/,
    fact: ([, archive = '', known, all]) => ({
      kind: 'chunksReused',
      archive,
      knownCount: Number(known),
      chunkCount: Number(all),
    }),
  },
  { pattern: /^Error: /, fact: () => ({ kind: 'clientFailed' }) },
  {
    pattern:
      /^Using encryption key|^Encryption key fingerprint|^Would upload |^dry-run: |^Duration: |^\S+: backup was done incrementally|^\S+: reused .* from previous snapshot|^Change detection summary|^ - \d|^processed .* uploaded |^(?:error|WARNING|Warning|skip|failed|warning)\b|^HTTP\/2\.0 connection failed|certificate|^Caused by|^(?:expected|fingerprint)\b|^unable to |^\s+\d+\.? ?[A-Z]/,
    fact: () => null,
  },
];

function createParser(): EvidenceParser {
  /** Chunks taken over in metadata mode: 4.x leaves them out of what it calls reused. */
  const injectedCounts = new Map<string, number>();
  const withInjected = (fact: EvidenceFact | null): EvidenceFact | null =>
    fact?.kind === 'chunksReused'
      ? { ...fact, knownCount: fact.knownCount + (injectedCounts.get(fact.archive) ?? 0) }
      : fact;
  return {
    feed(line): ParsedLine {
      const text = line.trimEnd();
      const starting = /^Starting backup: (\S+)$/.exec(text);
      if (starting !== null)
        return [{ text, time: null, fact: { kind: 'subject', side: 'backup', snapshot: starting[1]!, isNew: true } }];
      const injected = /^(\S+): reused .* from previous snapshot for unchanged files \((\d+) chunks\)/.exec(text);
      if (injected !== null) injectedCounts.set(injected[1]!, Number(injected[2]));
      for (const { pattern, fact, hasTime } of rules) {
        const match = pattern.exec(text);
        if (match !== null) {
          const parsed: EvidenceLine = {
            text,
            time: hasTime === true ? timeOf(text) : null,
            fact: withInjected(fact(match)),
          };
          return [parsed];
        }
      }
      return repeating.some((one) => one.test(text)) ? 'repeats' : 'unknown';
    },
  };
}
