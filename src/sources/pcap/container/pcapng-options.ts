// In: the options at the end of a pcapng block. Out: each with its place; ends at damage. draft-ietf-opsawg-pcapng 3.5.

export interface BlockOption {
  readonly code: number;
  readonly valueAt: number;
  readonly valueBytes: number;
}

const headBytes = 4;
const endOfOptions = 0;

export function* readOptions(view: DataView, firstAt: number, isLittleEndian: boolean): Generator<BlockOption> {
  for (let at = firstAt; at + headBytes <= view.byteLength; ) {
    const code = view.getUint16(at, isLittleEndian);
    const valueBytes = view.getUint16(at + 2, isLittleEndian);
    const valueAt = at + headBytes;
    if (code === endOfOptions || valueAt + valueBytes > view.byteLength) return;
    yield { code, valueAt, valueBytes };
    at = valueAt + valueBytes + ((4 - (valueBytes % 4)) % 4);
  }
}
