// The 256 words of the rolling hash. PBS has a table of its own; boundaries are the client's business (protocol.md 7.8: the server
// never checks them), so ours is made by xorshift32 from a fixed seed: the same in every run, which deduplication needs.

const tableSeed = 0x9e3779b9;

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  let state = tableSeed;
  for (let index = 0; index < table.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    table[index] = state >>> 0;
  }
  return table;
}

export const buzhashTable = makeTable();
