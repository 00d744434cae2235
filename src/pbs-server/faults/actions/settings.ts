// SETTINGS that are not PBS's (protocol.md 1.7): what a box that ends HTTP/2 itself would announce.
import { z } from 'zod';
import { deed, defineKind } from '../fault-kind.js';
import type { SettingsChange } from '../hands.js';

/** RFC 9113 §6.5.2 and §6.9.1. */
const maxWindowBytes = 2_147_483_647;
const firstWindowBytes = 65_535;
const leastFrameBytes = 16_384;
const mostFrameBytes = 16_777_215;
const maxUint32 = 4_294_967_295;

export const settings = defineKind({
  kind: 'settings',
  says: 'announces other SETTINGS and another connection window behind the 101',
  fields: {
    initialWindowBytes: z.number().int().min(0).max(maxWindowBytes).optional(),
    connectionWindowBytes: z
      .number()
      .int()
      .min(firstWindowBytes)
      .max(maxWindowBytes)
      .optional()
      .describe('65535 is what a connection begins with; HTTP/2 knows no way to make it smaller'),
    maxFrameBytes: z.number().int().min(leastFrameBytes).max(mostFrameBytes).optional(),
    maxStreams: z.number().int().min(0).max(maxUint32).optional(),
    maxHeaderListBytes: z.number().int().min(0).max(maxUint32).optional(),
  },
  prepare: ({ kind: _, ...fields }: { readonly kind?: string } & Record<string, unknown>) => ({
    places: ['upgrade'],
    moment: 'reply',
    text: `announces ${Object.entries(fields)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
    effect: deed(({ connection }) => connection.changeSettings(fields as SettingsChange)),
  }),
});
