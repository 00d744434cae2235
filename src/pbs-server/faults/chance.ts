// Chance that is the same in every run. In: the seed and where we are (fault, session, call). Out: a source of numbers in [0, 1).
// xmur3 and mulberry32: small, well spread; nothing here has to be secret.

const twoTo32 = 4_294_967_296;

export function chanceOf(...place: readonly (number | string)[]): () => number {
  let state = hash(place.join(' '));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / twoTo32;
  };
}

function hash(text: string): number {
  let value = 1_779_033_703 ^ text.length;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 3_432_918_353);
    value = (value << 13) | (value >>> 19);
  }
  value = Math.imul(value ^ (value >>> 16), 2_246_822_507);
  return Math.imul(value ^ (value >>> 13), 3_266_489_909);
}
