// Bytes of HTTP/2 as the PBS client and server exchange them, made once and sent many times: the bench must not measure the
// making of frames. HPACK: literals without indexing, so that every head is the same bytes.

const frameHeadBytes = 9;
export const chunkBytes = 4 * 1024 * 1024;
const blobHeadBytes = 12;
export const chunkBodyBytes = chunkBytes + blobHeadBytes;

export function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(frameHeadBytes + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame.writeUInt8(type, 3);
  frame.writeUInt8(flags, 4);
  frame.writeUInt32BE(stream, 5);
  frame.set(payload, frameHeadBytes);
  return frame;
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const rest = bytes.length - 127;
  return Buffer.concat([Buffer.from([127, (rest % 128) | 128, Math.floor(rest / 128)]), bytes]);
}

/** RFC 7541 6.2.2 with a new name. */
export const encodeHeaders = (headers: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(
    headers.map(([name, value]) => Buffer.concat([Buffer.from([0]), encodeString(name), encodeString(value)])),
  );

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

function encodeSettings(values: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(values.length * 6);
  values.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return encodeFrame(4, 0, 0, payload);
}

export function encodeWindowUpdate(stream: number, increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return encodeFrame(8, 0, stream, payload);
}

const settingsAck = encodeFrame(4, 1, 0, new Uint8Array());

/** First bytes of the two ends, as protocol.md 1.7 has them. */
export const clientGreeting = Buffer.concat([
  preface,
  encodeSettings([
    [4, 2147483646],
    [5, 4194304],
  ]),
  settingsAck,
  encodeWindowUpdate(0, 2147418111),
]);
export const serverGreeting = Buffer.concat([
  encodeSettings([
    [3, 200],
    [4, 33554432],
    [5, 4194304],
    [6, 16384],
  ]),
  encodeWindowUpdate(0, 33488897),
  settingsAck,
]);

const digest = 'ab'.repeat(32);

/** A chunk POST: HEADERS, one DATA frame of 4 MiB, a tail of 12 bytes with END_STREAM. */
export function encodeUpload(stream: number): Buffer {
  const head = encodeHeaders([
    [':method', 'POST'],
    [':scheme', 'https'],
    [':authority', 'localhost:8007'],
    [':path', `/fixed_chunk?digest=${digest}&encoded-size=${chunkBodyBytes}&size=${chunkBytes}&wid=1`],
    ['content-type', 'application/octet-stream'],
  ]);
  return Buffer.concat([
    encodeFrame(1, 4, stream, head),
    encodeFrame(0, 0, stream, Buffer.alloc(chunkBytes, 0x5a)),
    encodeFrame(0, 1, stream, Buffer.alloc(blobHeadBytes, 0x5a)),
  ]);
}

export const encodeGet = (stream: number, path: string): Buffer =>
  encodeFrame(
    1,
    5,
    stream,
    encodeHeaders([
      [':method', 'GET'],
      [':scheme', 'https'],
      [':authority', 'localhost:8007'],
      [':path', path],
    ]),
  );

export function encodeJsonReply(stream: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head = encodeHeaders([
    [':status', '200'],
    ['content-type', 'application/json;charset=UTF-8'],
    ['content-length', String(body.length)],
  ]);
  return Buffer.concat([encodeFrame(1, 4, stream, head), encodeFrame(0, 1, stream, body)]);
}

export function encodeChunkReply(stream: number): Buffer {
  const head = encodeHeaders([
    [':status', '200'],
    ['content-type', 'application/octet-stream'],
    ['content-length', String(chunkBodyBytes)],
  ]);
  return Buffer.concat([
    encodeFrame(1, 4, stream, head),
    encodeFrame(0, 0, stream, Buffer.alloc(chunkBytes, 0x5a)),
    encodeFrame(0, 1, stream, Buffer.alloc(blobHeadBytes, 0x5a)),
  ]);
}

/** Writes another stream id into frames that were made before; the ids stand 5 bytes behind each frame's start. */
export function renumber(frames: Buffer, stream: number): void {
  for (let at = 0; at < frames.length; at += frameHeadBytes + frames.readUIntBE(at, 3))
    frames.writeUInt32BE(stream, at + 5);
}

/** Calls `onFrame` for each complete frame head; skips payload by counting. */
export function createFrameWalk(
  onFrame: (type: number, flags: number, stream: number, length: number) => void,
): (bytes: Buffer) => void {
  let toSkip = 0;
  let head: Buffer = Buffer.alloc(0);
  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      const skipped = Math.min(toSkip, bytes.length - at);
      toSkip -= skipped;
      at += skipped;
      if (toSkip > 0 || at === bytes.length) break;
      const taken = bytes.subarray(at, at + frameHeadBytes - head.length);
      head = head.length === 0 && taken.length === frameHeadBytes ? taken : Buffer.concat([head, taken]);
      at += taken.length;
      if (head.length < frameHeadBytes) break;
      const length = head.readUIntBE(0, 3);
      onFrame(head.readUInt8(3), head.readUInt8(4), head.readUInt32BE(5), length);
      toSkip = length;
      head = Buffer.alloc(0);
    }
  };
}
