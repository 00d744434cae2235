// Bytes that no HTTP stack would write: a page of a load balancer behind the 101, a broken frame.
import { z } from 'zod';
import { atMoment, deed, defineKind } from '../fault-kind.js';

const byteOfHex = /../g;

export const sendBytes = defineKind({
  kind: 'sendBytes',
  says: 'puts `text`, then the bytes of `hex`, on the connection between two frames',
  fields: {
    text: z.string().default(''),
    hex: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2})*$/, 'must be pairs of hex digits')
      .default(''),
    at: atMoment(['afterReply', 'request', 'reply']),
  },
  prepare: ({ text, hex, at }) => {
    const ofHex = (hex.match(byteOfHex) ?? []).map((pair) => Number.parseInt(pair, 16));
    const bytes = Uint8Array.from([...new TextEncoder().encode(text), ...ofHex]);
    return {
      places: ['upgrade', 'session'],
      moment: at,
      text: `sends ${bytes.length} bytes that are no reply`,
      effect: deed(({ connection }) => connection.send(bytes)),
    };
  },
});
