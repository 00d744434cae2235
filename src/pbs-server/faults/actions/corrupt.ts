// A reply with wrong bytes in it: what a bad disk or a bad memory does to a chunk.
import { z } from 'zod';
import { defineKind, shape } from '../fault-kind.js';
import { byteCount } from '../fields.js';

/** More than this is another reply; `reply` does that. */
const maxDamagedBytes = 65_536;
const largestByte = 255;

export const corrupt = defineKind({
  kind: 'corrupt',
  says: 'changes `byteCount` bytes of the body of the reply from `atByte` on; which bits is drawn from the seed',
  fields: { atByte: byteCount, byteCount: z.number().int().min(1).max(maxDamagedBytes).default(1) },
  prepare: ({ atByte, byteCount: count }) => ({
    places: ['rest', 'session'],
    moment: 'reply',
    text: `changes ${count === 1 ? `byte ${atByte}` : `${count} bytes from byte ${atByte} on`}`,
    effect: shape((random) => ({
      // Never 0: a byte that stays as it is would be no fault.
      damage: { atByte, mask: Uint8Array.from({ length: count }, () => 1 + Math.floor(random() * largestByte)) },
    })),
  }),
});
