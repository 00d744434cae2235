// A server that does not give window back (protocol.md 1.8): its WINDOW_UPDATEs are held, then sent all at once.
import { z } from 'zod';
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { durationMs } from '../fields.js';
import type { WindowScope } from '../hands.js';

const scopes = ['connection', 'call', 'all'] as const satisfies readonly WindowScope[];

export const holdWindow = defineKind({
  kind: 'holdWindow',
  says: 'grants no window for `durationMs`: not on the `connection` (default), not on the stream of this `call`, or not at `all`; what was held back is granted then',
  fields: {
    durationMs,
    scope: z.enum(scopes).default('connection'),
    at: atMoment(['request', 'reply', 'afterReply']),
  },
  prepare: ({ durationMs: heldMs, scope, at }) => ({
    places: scope === 'call' ? ['session'] : ['upgrade', 'session'],
    moment: at,
    text: `grants no window (${scope}) for ${heldMs} ms`,
    effect: deed(({ connection, stream }) => {
      if (scope !== 'call') connection.holdWindow(scope, heldMs);
      else if (stream !== null) connection.holdWindow({ stream: stream.id }, heldMs);
    }),
  }),
});
