// Chunks of an aborted session sent again. In: a backup session. Out: an answer. protocol.md 5.9 "there is no resume".
import { countOf, formatBytes } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

export const wastedReupload: SessionRule = {
  id: 'wasted-reupload',
  title: 'Chunks of an aborted session are sent again',
  about: 'session',
  provenBy: 'op:upload',
  severity: 'warning',
  firesWhen: 'A session uploads chunks that an aborted session of the same datastore in this run had uploaded.',
  silentWhen: 'No session was aborted before, or other chunks are sent.',
  threshold: 'One chunk: its digest is proof.',
  remedy: 'There is no resume: mend what aborted the first one.',
  check({ facts }) {
    const { count, encodedBytes, fromSession } = facts.reuploads;
    if (count === 0) return ok;
    return found({
      because: [
        `${countOf(count, 'chunk')} (${formatBytes(encodedBytes)}) had been uploaded by session ${fromSession ?? '?'}, which was not finished.`,
      ],
      advice:
        'PBS knows chunks only from finished snapshots, so an aborted run is sent anew. Mend what ended the earlier session; split very large first backups into several archives or runs, each of which can finish.',
    });
  },
};
