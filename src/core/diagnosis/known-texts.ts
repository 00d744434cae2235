// What PBS's error texts mean, as a table: text, meaning, what to do. In: an error text as a client got it. Out: its row, or
// null. Wordings of 3.x and 4.x; matched on their stable part. protocol.md 0.3, 2.5, 5.1 to 5.7, 6.1, 6.2.

export interface KnownText {
  readonly pattern: RegExp;
  readonly meaning: string;
  readonly advice: string;
}

export const groupLockTexts =
  /unable to acquire lock on backup group|creating locked backup group|backup group .* is (?:locked|in use)|group is in use/i;
/** An object store asks for fewer requests: S3's code and sentence, and those of others. */
export const throttleTexts = /SlowDown|reduce your request rate|too ?many ?requests|throttl|RequestLimitExceeded/i;
export const clockTexts = /backup timestamp is older than last backup/i;

const clientFault = 'A fault of the client: report it to its maker, with this trace.';
const serverLog = "Look into the task log and the server's journal of that moment.";

export const knownTexts: readonly KnownText[] = [
  {
    pattern: /^pbscope: /,
    meaning: 'This is an answer of pbscope, which did not reach the server.',
    advice:
      'See that the server runs and answers (`systemctl status proxmox-backup-proxy` there, `openssl s_client -connect HOST:8007` here), and that `--upstream` and its fingerprint are right.',
  },
  {
    pattern: /missing Upgrade header/i,
    meaning: 'The request came without its Upgrade header, or as HTTP/2.',
    advice:
      'A box between drops hop-by-hop headers or speaks HTTP/2 to PBS. Pass Upgrade and Connection on over HTTP/1.1 (nginx: `proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`, Apache: `upgrade=ANY`), or use TCP mode.',
  },
  {
    pattern: /invalid protocol name/i,
    meaning: 'The Upgrade header holds another protocol name than this path expects.',
    advice:
      'A box rewrites the Upgrade header (to `websocket`, for example): pass it on as it is, or use TCP mode. Without a box: the client asks on the wrong path.',
  },
  {
    pattern: /unexpected http version/i,
    meaning: 'The upgrade was asked for in HTTP/2.',
    advice: 'Let the box speak HTTP/1.1 to PBS (HAProxy: no `proto h2` on the server line), or use TCP mode.',
  },
  {
    pattern: /missing permissions|no permissions on|permission check failed/i,
    meaning: 'The credentials are good, but not allowed to do this.',
    advice:
      'Give the user or token the role DatastoreBackup on `/datastore/STORE` (a token needs its own entry): `proxmox-backup-manager acl update /datastore/STORE DatastoreBackup --auth-id ID`.',
  },
  {
    pattern:
      /authentication failed|invalid ticket|invalid credentials|no authentication credentials|invalid API token/i,
    meaning: 'The credentials are missing or wrong.',
    advice: 'Check PBS_REPOSITORY (user@realm!token), PBS_PASSWORD and that the token is enabled and not expired.',
  },
  {
    pattern: /maintenance mode|is unavailable/i,
    meaning: 'The datastore is not available now.',
    advice:
      'Take the datastore out of maintenance, or mount it: `proxmox-backup-manager datastore update STORE --delete maintenance-mode`.',
  },
  {
    pattern: /namespace not found/i,
    meaning: 'The namespace does not exist on that datastore.',
    advice: 'Create it (`proxmox-backup-client namespace create NAME`), or correct `--ns`.',
  },
  {
    pattern: /backup owner check failed/i,
    meaning: 'The group belongs to another user or token.',
    advice: "Change the group's owner (`proxmox-backup-client change-owner GROUP AUTH-ID`), or back up as its owner.",
  },
  {
    pattern:
      /base snapshot is already locked|locking last snapshot|locked by another operation|acquire lock on snapshot/i,
    meaning: 'The snapshot is in use: it is being pruned, verified, restored or deleted.',
    advice: 'Let the jobs not overlap: move prune, verify or sync to another time.',
  },
  {
    pattern: /backup directory already exists/i,
    meaning: 'There is a snapshot of exactly that time already.',
    advice: 'Let each attempt have its own backup time; a client that dials again must begin anew.',
  },
  {
    pattern: /parameter verification failed|parameter verification errors/i,
    meaning: 'A parameter is missing or not of the form that this version of the server takes.',
    advice: 'Compare the versions of client and server; the text names the parameter.',
  },
  {
    pattern: /no such chunk/i,
    meaning: 'An append names a chunk that is not known in this session.',
    advice: `The client must upload the chunk, or fetch \`previous\` of that index, before it appends. ${clientFault}`,
  },
  {
    pattern: /not registered|already closed/i,
    meaning: 'The writer id is unknown, or closed already.',
    advice: `Often a client that dialled again and went on with the ids of the lost session. ${clientFault}`,
  },
  {
    pattern:
      /strange chunk offset|unaligned chunk|small offset|chunk data exceeds size|unexpected length|large chunk|multiple end chunks/i,
    meaning: 'A chunk does not fit where the client puts it in the archive.',
    advice: clientFault,
  },
  {
    pattern:
      /wrong digest|wrong length|wrong magic|blob too small|larger than announced|unexpected size|Invalid blob|CRC/i,
    meaning: 'What arrived is not what the client announced.',
    advice: `Test the memory of the client machine and look for a box that changes the stream. ${clientFault}`,
  },
  {
    pattern: /not allowed!|Overwriting/i,
    meaning: 'The chunk exists with other contents (encrypted against plain, or another length).',
    advice: 'Use one encryption key and mode for one datastore namespace; verify the datastore.',
  },
  {
    pattern: /cannot reuse index|do incremental backup|index sizes not equal/i,
    meaning: 'The previous index cannot be continued.',
    advice:
      'The next run sends the whole image. If it comes back: something else removes or replaces the last snapshot.',
  },
  {
    pattern: /unexpected chunk count|wrong number of chunk|unexpected file size|unexpected checksum/i,
    meaning: 'At close the index is not what the client says it is.',
    advice: clientFault,
  },
  {
    pattern: /found open index writer/i,
    meaning: 'finish was asked while an archive was not closed.',
    advice: 'An earlier close failed or was left out; see the failed calls before it.',
  },
  {
    pattern: /already marked as finished|in the process of finishing/i,
    meaning: 'The session was finished, or finishing, already.',
    advice: 'Usually follows an earlier failure of finish, or a client that was killed: see what came before.',
  },
  {
    pattern: /unable to update manifest/i,
    meaning: 'The manifest (index.json.blob) is missing or not readable by the server.',
    advice: `The client must upload index.json.blob with a csum for each file. ${clientFault}`,
  },
  {
    pattern: /does not contain valid files/i,
    meaning: 'Nothing was written in this session.',
    advice: 'Nothing to back up, or every archive failed before: see the failed calls.',
  },
  {
    pattern: /was removed during backup/i,
    meaning: 'The previous snapshot was pruned while the backup relied on its chunks.',
    advice: 'Do not prune a group while it is backed up; let the next run make a new snapshot.',
  },
  {
    pattern: /No space left|disk quota|ENOSPC/i,
    meaning: 'The datastore is full.',
    advice: 'Prune, collect garbage, or add space; the run has to begin anew.',
  },
  {
    pattern: /inserting chunk|reading file|Input\/output error|EIO|sync/i,
    meaning: "The datastore's disk or object store failed.",
    advice: serverLog,
  },
  {
    pattern: /download chunk .* not allowed/i,
    meaning: 'The chunk belongs to no index that was downloaded in this session.',
    advice: clientFault,
  },
  {
    pattern: /does not exist|not found/i,
    meaning: 'There is no such snapshot or file.',
    advice: 'Check the name and time of the snapshot: `proxmox-backup-client snapshot list`.',
  },
];

export function knownText(text: string | null): KnownText | null {
  return text === null ? null : (knownTexts.find((row) => row.pattern.test(text)) ?? null);
}

/** What a refusal says without a text of PBS: a page or a status of a box between. */
export function boxAdvice(status: number | null): string {
  if (status === null) {
    return 'Nothing answered. Look at the box between: it may speak HTTP/2 only, expect the PROXY protocol, or buffer the reply of the upgrade.';
  }
  if (status === 200)
    return 'A box answers with a page of its own, or its server is older than PBS 3.1.5 behind Caddy: send this path to PBS.';
  if (status === 301 || status === 308 || status === 302) {
    return 'Redirects are not followed by the client. Do not rewrite `//api2/` (merged slashes), and speak TLS to PBS.';
  }
  if (status >= 502 && status <= 504) {
    return 'The box did not reach PBS or did not take its 101: let it trust the certificate of PBS, speak TLS and HTTP/1.1 to port 8007, and match `//api2/` with its double slash; PBS before 3.1.5 needs TCP mode.';
  }
  if (status === 404) return 'No such path behind the box: it must pass `//api2/` with its double slash.';
  if (status === 403)
    return 'A box or firewall forbids the upgrade: allow it for `//api2/json/backup` and `//api2/json/reader`, or use TCP mode.';
  return 'This is not a text of PBS: look into the log of the box between, or use TCP mode.';
}
