// In: how many chunks are to be uploaded. Out: a capture of that backup, piece by piece, as large as it gets, and its key log: TLS 1.3,
// the upgrade, HTTP/2, chunks of 4 MiB, in segments that fill an Ethernet packet, an acknowledgement for every second one.
import { block, data, frame, headers, join, preface, settings, text, windowUpdate } from './http2-bytes.js';
import { type FileRecord, flagFin, flagSyn, packetRecord, pcapFile, type TcpOptions, tcpFrame } from './packets.js';
import { allLabels, establish, keylogOf, type RecordSealer } from './tls-records.js';

export const longCaptureKeylog = keylogOf(allLabels);

const chunkBytes = 4 * 1024 * 1024;
const blobHeadBytes = 12;
/** HTTP/2 updates of the genuine server come after this much. */
const windowUpdateBytes = 12_582_912;
const recordBytes = 16_384;
/** A packet every so often: some 140 MB/s. */
const packetMs = 0.01;

type Side = 'client' | 'server';

const upgrade = text(
  'GET //api2/json/backup?backup-id=long&backup-time=1795506000&backup-type=vm&store=store1 HTTP/1.1\r\nhost: pbs:8007\r\nupgrade: proxmox-backup-protocol-v1\r\nconnection: upgrade\r\n\r\n',
);
const switching = text(
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n',
);

const request = (stream: number, method: string, path: string, flags: number): Uint8Array =>
  headers(stream, { ':method': method, ':scheme': 'https', ':authority': 'pbs:8007', ':path': path }, flags);
const reply = (stream: number, json: string): Uint8Array =>
  join(
    frame(1, 4, stream, block({ ':status': '200', 'content-type': 'application/json' })),
    data(stream, text(json), 1),
  );

/** Head, DATA of 4 MiB and a tail, as the genuine client cuts them. */
function upload(stream: number): Uint8Array {
  const path = `/fixed_chunk?digest=${stream.toString(16).padStart(64, '0')}&encoded-size=${chunkBytes + blobHeadBytes}&size=${chunkBytes}&wid=1`;
  return join(request(stream, 'POST', path, 4), chunkFrame(stream), data(stream, new Uint8Array(blobHeadBytes), 1));
}

const chunkTemplate = Buffer.from(frame(0, 0, 1, new Uint8Array(chunkBytes).fill(0x5a)));
function chunkFrame(stream: number): Uint8Array {
  chunkTemplate.writeUInt32BE(stream, 5);
  return chunkTemplate;
}

export interface LongCapture {
  readonly chunkCount: number;
  /** 1448 on Ethernet; up to 65 000 where the network card cuts. */
  readonly segmentBytes?: number;
}

class Writer {
  readonly #segmentBytes: number;
  readonly #next: Record<Side, number> = { client: 1000, server: 5000 };
  #packetCount = 0;
  #parts: Buffer[] = [];

  constructor(segmentBytes: number) {
    this.#segmentBytes = segmentBytes;
  }

  take(): Buffer {
    const taken = Buffer.concat(this.#parts);
    this.#parts = [];
    return taken;
  }

  packet(from: Side, flags: number, payload: Uint8Array = new Uint8Array()): void {
    const acknowledgement = this.#next[from === 'client' ? 'server' : 'client'];
    const options: TcpOptions = { from, sequence: this.#next[from], acknowledgement, flags, payload };
    const record: FileRecord = { atMs: this.#packetCount * packetMs, frame: tcpFrame(options) };
    this.#parts.push(packetRecord(record));
    this.#packetCount += 1;
    const isNumbered = (flags & (flagSyn | flagFin)) !== 0;
    this.#next[from] = (this.#next[from] + payload.length + (isNumbered ? 1 : 0)) >>> 0;
  }

  /** In segments, with an acknowledgement of the other side behind every second one. */
  send(from: Side, bytes: Uint8Array): void {
    for (let at = 0, count = 1; at < bytes.length; at += this.#segmentBytes, count += 1) {
      this.packet(from, ack, bytes.subarray(at, at + this.#segmentBytes));
      if (count % 2 === 0) this.packet(from === 'client' ? 'server' : 'client', ack);
    }
  }
}

const ack = 0x10;

const seal = (sealer: RecordSealer, bytes: Uint8Array): Uint8Array => {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += recordBytes)
    records.push(sealer.seal('data', bytes.subarray(at, at + recordBytes)));
  return join(...records);
};

/** A piece a chunk, some 4.5 MB. */
export function* longCapture({ chunkCount, segmentBytes = 1448 }: LongCapture): Generator<Uint8Array> {
  const writer = new Writer(segmentBytes);
  const { steps, client, server } = establish();
  yield pcapFile([]);
  writer.packet('client', flagSyn);
  writer.packet('server', flagSyn | ack);
  writer.packet('client', ack);
  for (const { from, what } of steps) writer.send(from, what);
  const say = (from: Side, ...parts: readonly Uint8Array[]): void =>
    writer.send(from, seal(from === 'client' ? client : server, join(...parts)));
  say('client', upgrade);
  say('server', switching);
  say('server', settings({ 4: 33_554_432, 5: 4_194_304 }), windowUpdate(0, 33_488_897));
  say('client', preface, settings({ 4: 2_147_483_646, 5: 4_194_304 }), windowUpdate(0, 2_147_418_111));
  const size = chunkCount * chunkBytes;
  say('client', request(1, 'POST', `/fixed_index?archive-name=drive-scsi0.img.fidx&size=${size}`, 5));
  say('server', reply(1, '{"data":1}'));
  let unannouncedBytes = 0;
  for (let index = 0; index < chunkCount; index += 1) {
    const stream = 3 + 2 * index;
    say('client', upload(stream));
    say('server', reply(stream, '{"data":null}'));
    unannouncedBytes += chunkBytes + blobHeadBytes;
    if (unannouncedBytes >= windowUpdateBytes) {
      say('server', windowUpdate(0, unannouncedBytes));
      unannouncedBytes = 0;
    }
    yield writer.take();
  }
  writer.packet('client', flagFin | ack);
  writer.packet('server', flagFin | ack);
  yield writer.take();
}
