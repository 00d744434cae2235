// What two servers cannot have in common, or what is not compared: one table, each row with its reason. In: a reply as text. Out: the
// same with those values blanked. Whatever is not in here must be equal to the letter.

export interface MustDiffer {
  readonly what: string;
  readonly reason: string;
  /** Absent: the adapter translates it, in what is sent and in what is expected. */
  readonly blank?: (text: string) => string;
}

const quotedFolder = /"\/[^"]*\/((?:ns\/[^"/]+\/)*(?:host|vm|ct)\/[^"]+)"/g;
const blankLength = (text: string): string => text.replace(/^content-length: \d+$/gm, 'content-length: <n>');

export const mustDiffer: readonly MustDiffer[] = [
  { what: 'digests of chunks that a fixture emptied, and sums over them', reason: 'the content is gone' },
  { what: 'writer ids', reason: 'two creations at a time are numbered by whichever thread is first (protocol.md 0.3)' },
  {
    what: 'date header',
    reason: 'the hour of the run',
    blank: (text) =>
      text.replace(/^date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/gm, 'date: <date>'),
  },
  {
    what: 'ticket and CSRF token, and the length of their reply',
    reason: 'signed with a key that each server makes for itself, of another size, over the hour of the login',
    blank: (text) =>
      text.includes('"ticket":"')
        ? blankLength(text)
            .replace(/("ticket":")[^"]+"/g, '$1<ticket>"')
            .replace(/("CSRFPreventionToken":")[^"]+"/g, '$1<token>"')
        : text,
  },
  {
    what: 'folder of the datastore in an error text, and the length of that text',
    reason: 'where the datastore lies on the disk',
    blank: (text) => {
      const blanked = text.replace(quotedFolder, '"<store>/$1"');
      return blanked === text ? text : blankLength(blanked).replace(/^HEADERS, DATA \d+/gm, 'HEADERS, DATA <n>');
    },
  },
  {
    what: 'duplicates in the statistics of a manifest',
    reason: 'chunks that the store held from before the captures, which no byte of them tells',
    blank: (text) => text.replace(/("duplicates": )\d+/, '$1<n>'),
  },
  {
    what: 'order of groups, and of the files of a group',
    reason: 'the order in which a file system lists a folder',
    blank: (text) => (text.includes('"backup-count":') ? sortGroups(text) : text),
  },
];

export const blankAll = (text: string): string => mustDiffer.reduce((left, one) => one.blank?.(left) ?? left, text);

function sortGroups(text: string): string {
  const at = text.indexOf('{"data"');
  const items = (JSON.parse(text.slice(at)) as { data: { files: string[] }[] }).data;
  const lines = items.map((item) => JSON.stringify({ ...item, files: item.files.toSorted() })).toSorted();
  return text.slice(0, at) + lines.join('\n');
}

/** Requests that the embedded server does not know, with the reason. */
export const notServed: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^\/api2\/json\/pull$/, reason: 'starts a job of the administration: pbscope pulls nothing' },
  { path: /^\/api2\/json\/nodes\/localhost\/tasks\//, reason: 'follows that job' },
];

/** Captures that hold nothing to compare, with the reason. */
export const notPlayed: readonly { readonly capture: RegExp; readonly reason: string }[] = [
  { capture: /go-peers\/(?:pmox-|.*-pmox)/, reason: 'a third-party server, and a client that is a stand-in' },
  { capture: /go-peers\/goc-drop/, reason: 'its stand-in of a server lets a session in twice, which PBS refuses' },
  { capture: /09-benchmark-headers-only/, reason: 'TCP headers without keys' },
  { capture: /08g-wrong-fingerprint/, reason: 'the client refuses the certificate: not a byte of HTTP' },
];

/** Captures of a genuine client whose server is a stand-in: statuses count, texts do not. */
export const standInServers = /go-peers\//;

/** Where such a server says yes to what a genuine one refuses. */
export const standInErrs: readonly { readonly text: string; readonly reason: string }[] = [
  {
    text: 'unable to update manifest blob - Invalid string length',
    reason:
      'an empty csum in the manifest: the genuine server refuses it (captures/pbs-4.1.1/13c-goc-machine-vm-first-finish400)',
  },
];

/** Captures whose task log says nothing about the end, with the reason. */
export const logNotCompared: readonly { readonly capture: RegExp; readonly reason: string }[] = [
  { capture: /08x-blackhole-timeout/, reason: 'the log was read while the session was still open' },
];
