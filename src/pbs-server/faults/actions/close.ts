// The end of the connection: at once, at an age, after a silence or after so many bytes, by FIN or by RST.
import { z } from 'zod';
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { byteCount, durationMs } from '../fields.js';
import type { CloseTrigger } from '../hands.js';

interface Fields {
  readonly afterMs?: number | undefined;
  readonly afterIdleMs?: number | undefined;
  readonly afterBytes?: number | undefined;
  readonly direction: 'toServer' | 'toClient' | 'both';
}

export const close = defineKind({
  kind: 'close',
  says: 'ends the connection with a bare FIN (default), `close-notify` and FIN, or `reset`; at once, or `afterMs`, `afterIdleMs` (no byte either way) or `afterBytes` later, whichever is given',
  fields: {
    how: z.enum(['fin', 'close-notify', 'reset']).default('fin'),
    afterMs: durationMs.optional(),
    afterIdleMs: durationMs.min(1).optional(),
    afterBytes: byteCount.optional(),
    direction: z.enum(['toServer', 'toClient', 'both']).default('both').describe('which bytes afterBytes counts'),
    at: atMoment(['request', 'reply', 'afterReply']),
  },
  check: ({ afterMs, afterIdleMs, afterBytes }) =>
    [afterMs, afterIdleMs, afterBytes].filter((one) => one !== undefined).length > 1
      ? 'takes one of afterMs, afterIdleMs and afterBytes'
      : null,
  prepare: ({ how, at, ...fields }) => {
    const trigger = triggerOf(fields);
    return {
      places: trigger.kind === 'now' ? ['rest', 'upgrade', 'session'] : ['upgrade', 'session'],
      moment: at,
      text: `ends the connection (${how})${describeTrigger(trigger)}`,
      effect: deed(({ connection }) => connection.close(how, trigger)),
    };
  },
});

function triggerOf({ afterMs, afterIdleMs, afterBytes, direction }: Fields): CloseTrigger {
  if (afterMs !== undefined) return { kind: 'time', afterMs };
  if (afterIdleMs !== undefined) return { kind: 'silence', afterMs: afterIdleMs };
  return afterBytes === undefined ? { kind: 'now' } : { kind: 'bytes', afterBytes, direction };
}

function describeTrigger(trigger: CloseTrigger): string {
  switch (trigger.kind) {
    case 'now':
      return '';
    case 'time':
      return ` in ${trigger.afterMs} ms`;
    case 'silence':
      return ` after a silence of ${trigger.afterMs} ms`;
    case 'bytes':
      return ` after ${trigger.afterBytes} bytes ${trigger.direction}`;
  }
}
