// In: the payload of a SETTINGS frame. Out: ids and values, the last of a repeated id; or what is wrong with one (RFC 9113 6.5.2).
import { settingIds } from './names.js';
import { maxWindowBytes } from './send-window.js';

export const settingBytes = 6;
const smallestMaxFrameBytes = 16_384;
const largestMaxFrameBytes = 16_777_215;

export function decodeSettings(payload: Uint8Array): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  for (let at = 0; at + settingBytes <= payload.length; at += settingBytes)
    values.set(view.getUint16(at), view.getUint32(at + 2));
  return values;
}

/** One sentence for the first value out of its range; null when all are fine. */
export function findBadSetting(values: ReadonlyMap<number, number>): string | null {
  const window = values.get(settingIds.initialWindowSize);
  if (window !== undefined && window > maxWindowBytes) return `INITIAL_WINDOW_SIZE ${window} is above 2^31-1`;
  const frame = values.get(settingIds.maxFrameSize);
  if (frame !== undefined && (frame < smallestMaxFrameBytes || frame > largestMaxFrameBytes))
    return `MAX_FRAME_SIZE ${frame} is out of range`;
  const push = values.get(settingIds.enablePush);
  if (push !== undefined && push > 1) return `ENABLE_PUSH ${push} is neither 0 nor 1`;
  return null;
}
