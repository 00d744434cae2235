// In: bytes of a socket in any cuts. Out: whole lines; a line that has no end within bounds ends the conversation.

export function createLineReader(maxLineBytes: number, onLine: (line: string) => void): (bytes: Buffer) => boolean {
  let pieces: Buffer[] = [];
  let pendingBytes = 0;
  return (bytes) => {
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      onLine(Buffer.concat([...pieces, bytes.subarray(from, at)]).toString());
      pieces = [];
      pendingBytes = 0;
      from = at + 1;
    }
    if (from < bytes.length) pieces.push(Buffer.from(bytes.subarray(from)));
    pendingBytes += bytes.length - from;
    return pendingBytes <= maxLineBytes;
  };
}
