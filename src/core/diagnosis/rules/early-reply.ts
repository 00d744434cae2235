// A refusal in mid-upload. In: a session. Out: an answer. protocol.md 1.9, 12 "early reject".
import { formatBytes } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

export const earlyReply: SessionRule = {
  id: 'early-reply',
  title: 'The server answered before the upload was whole',
  about: 'session',
  provenBy: 'failed',
  severity: 'warning',
  firesWhen: 'A refusal is complete before the request is, usually followed by RST_STREAM.',
  silentWhen: 'The reply comes after the last byte of the request, or the stream is reset without a reply.',
  threshold: 'One is enough; the bytes sent until then were for nothing.',
  remedy: 'See the text of the refused call.',
  check({ facts }) {
    const { count, wastedBytes, operation, resetName } = facts.earlyReplies;
    if (count === 0) return ok;
    return found({
      because: [
        `${operation ?? 'A call'}: answered in mid-upload${count > 1 ? `, ${count} times` : ''}; ${formatBytes(wastedBytes)} were sent for nothing.`,
        resetName === null ? 'No RST_STREAM followed.' : `RST_STREAM ${resetName} followed.`,
      ],
      advice:
        'The server refused without reading on (announced size, parameters, an already finished session): failed-call has its text. CANCEL is what PBS 3.x sends, NO_ERROR what 4.x sends; both are right.',
    });
  },
};
