// The 256 words of the rolling hash, as signed 32-bit integers. PBS has a table of its own; where a stream is cut is the client's
// business (protocol.md 7.8: the server never checks it), so ours is made by xorshift32 from a fixed seed: the same in
// every run and release, which deduplication against earlier snapshots needs. Not the same cuts as the official client's.

const tableSeed = 0x9e3779b9;

function makeTable(): Int32Array {
  const table = new Int32Array(256);
  let state = tableSeed;
  for (let index = 0; index < table.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    table[index] = state;
  }
  return table;
}

export const buzhashTable = makeTable();
