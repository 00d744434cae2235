// In: the body of an interface description block. Out: link type, snap length and how its clock ticks.
// draft-ietf-opsawg-pcapng 4.2 (if_tsresol, if_tsoffset).
import type { CaptureTime } from './capture-record.js';
import { readOptions } from './pcapng-options.js';

export interface PcapngInterface {
  readonly linkType: number;
  /** 0 = no limit. */
  readonly snapBytes: number;
  readonly ticksPerSec: bigint;
  readonly offsetSec: number;
}

/** Link type and snap length stand before the options. */
const optionsAt = 8;
const timeResolutionOption = 9;
const timeOffsetOption = 14;
/** Microseconds, where the file does not say. */
const usualTicksPerSec = 1_000_000n;
/** Finer than 10^-18 or 2^-62 s is no clock; such a value is taken for damage and microseconds are assumed. */
const maxDecimalExponent = 18;
const maxBinaryExponent = 62;

export function parseInterface(view: DataView, isLittleEndian: boolean): PcapngInterface | null {
  if (view.byteLength < optionsAt) return null;
  let ticksPerSec = usualTicksPerSec;
  let offsetSec = 0;
  for (const { code, valueAt, valueBytes } of readOptions(view, optionsAt, isLittleEndian)) {
    if (code === timeResolutionOption && valueBytes >= 1) ticksPerSec = parseResolution(view.getUint8(valueAt));
    if (code === timeOffsetOption && valueBytes >= 8) offsetSec = Number(view.getBigInt64(valueAt, isLittleEndian));
  }
  return {
    linkType: view.getUint16(0, isLittleEndian),
    snapBytes: view.getUint32(4, isLittleEndian),
    ticksPerSec,
    offsetSec,
  };
}

/** Highest bit: power of two instead of ten. */
function parseResolution(value: number): bigint {
  const exponent = value & 0x7f;
  if ((value & 0x80) !== 0) return exponent > maxBinaryExponent ? usualTicksPerSec : 1n << BigInt(exponent);
  return exponent > maxDecimalExponent ? usualTicksPerSec : 10n ** BigInt(exponent);
}

export function timeOfTicks(high: number, low: number, clock: PcapngInterface): CaptureTime {
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const seconds = ticks / clock.ticksPerSec;
  const rest = ticks - seconds * clock.ticksPerSec;
  return {
    seconds: Number(seconds) + clock.offsetSec,
    fractionMs: (Number(rest) * 1000) / Number(clock.ticksPerSec),
  };
}
