// HTTP/2 frames and HPACK literals as bytes, for tests that need a stream of their own making. No compression: each field is a literal
// without indexing (RFC 7541 6.2.2), so what is sent is what is read here.

export const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
export const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
export const preface = text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return join(head, payload);
}

/** Length with a prefix of seven bits (RFC 7541 5.1). */
function literal(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.length < 127) return join(Buffer.from([bytes.length]), bytes);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) | 128);
  return join(Buffer.from([...length, rest]), bytes);
}

export const block = (fields: Readonly<Record<string, string>>): Uint8Array =>
  join(...Object.entries(fields).map(([name, value]) => join(Buffer.from([0]), literal(name), literal(value))));

export const headers = (stream: number, fields: Readonly<Record<string, string>>, flags = 4): Uint8Array =>
  frame(1, flags, stream, block(fields));
export const data = (stream: number, payload: Uint8Array, flags = 0): Uint8Array => frame(0, flags, stream, payload);

export function settings(values: Readonly<Record<number, number>>): Uint8Array {
  return frame(
    4,
    0,
    0,
    join(
      ...Object.entries(values).map(([id, value]) => {
        const entry = Buffer.alloc(6);
        entry.writeUInt16BE(Number(id), 0);
        entry.writeUInt32BE(value, 2);
        return entry;
      }),
    ),
  );
}
export const settingsAck = frame(4, 1, 0);

export function uint32(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, index * 4);
  });
  return bytes;
}
export const windowUpdate = (stream: number, increment: number): Uint8Array => frame(8, 0, stream, uint32(increment));
export const resetStream = (stream: number, code: number): Uint8Array => frame(3, 0, stream, uint32(code));
