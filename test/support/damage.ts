// In: a file and a seed. Out: the same file, damaged in one of the ways in which captures come to harm: bits that flipped, a cut,
// a stretch twice, a length that lies.
import { chances } from './rewrite-capture.js';

type Damage = (file: Buffer, chance: () => number) => Buffer;

const placeIn = (file: Buffer, chance: () => number): number => Math.floor(chance() * file.length);

const flip: Damage = (file, chance) => {
  const flipped = Buffer.from(file);
  const count = 1 + Math.floor(chance() * 12);
  for (let index = 0; index < count; index += 1) {
    const at = placeIn(file, chance);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(chance() * 8));
  }
  return flipped;
};

const cut: Damage = (file, chance) => file.subarray(0, placeIn(file, chance));

const leaveOut: Damage = (file, chance) => {
  const at = placeIn(file, chance);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + Math.floor(chance() * 2000))]);
};

const repeat: Damage = (file, chance) => {
  const at = placeIn(file, chance);
  const endAt = at + 1 + Math.floor(chance() * 2000);
  return Buffer.concat([file.subarray(0, endAt), file.subarray(at, endAt), file.subarray(endAt)]);
};

/** Lengths stand on even places; these are the values that overflow or empty something. */
const lyingLengths = [0, 1, 3, 0x7f, 0xff, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0xffffffff];

const lie: Damage = (file, chance) => {
  const lying = Buffer.from(file);
  const value = lyingLengths[Math.floor(chance() * lyingLengths.length)] ?? 0;
  const at = 2 * Math.floor(placeIn(file, chance) / 2);
  if (chance() < 0.5 && at + 4 <= file.length) lying.writeUInt32LE(value, at);
  else if (at + 2 <= file.length) lying.writeUInt16BE(value & 0xffff, at);
  return lying;
};

const damages: readonly Damage[] = [flip, cut, leaveOut, repeat, lie];

export function damage(file: Buffer, seed: number): Buffer {
  const random = chances(seed);
  const chance = (): number => Number(random.next().value);
  return damages[seed % damages.length]?.(file, chance) ?? file;
}
