// The near end of the bench: one session of chunk uploads, chunk downloads or small calls through a port. In: argv: port, kind,
// count. Out by IPC: seconds from the first to the last reply, MiB, and for small calls their round trips in µs.
import { type ConnectionOptions, connect } from 'node:tls';
import { chunkBodyBytes, clientGreeting, createFrameWalk, encodeGet, encodeUpload, renumber } from './h2-bytes.js';

export type LoadKind = 'up' | 'down' | 'small';
export interface LoadResult {
  readonly seconds: number;
  readonly mib: number;
  /** Between the first and the last reply: without start and round trip; 0 where there is one. */
  readonly steadyMibPerSec: number;
  readonly roundTripsUs: readonly number[];
}

/** Chunk POSTs unanswered at a time: what the server's 32 MiB window admits. */
const uploadDepth = 7;
/** Chunk GETs open at a time, as QEMU's restore has them. */
const downloadDepth = 4;

const [portText = '', kindText = 'up', countText = '1'] = process.argv.slice(2);
const kind = kindText as LoadKind;
const count = Number(countText);
const depth = kind === 'up' ? uploadDepth : kind === 'down' ? downloadDepth : 1;

const socket = connect({
  port: Number(portText),
  host: '127.0.0.1',
  rejectUnauthorized: false,
  highWaterMark: 1 << 20,
} as ConnectionOptions);
socket.setNoDelay(true);
const path = kind === 'down' ? '//api2/json/reader' : '//api2/json/backup';
const name = kind === 'down' ? 'proxmox-backup-reader-protocol-v1' : 'proxmox-backup-protocol-v1';

const upload = encodeUpload(1);
let nextStream = 1;
let sentCount = 0;
let answeredCount = 0;
let sentAtUs = 0;
const roundTripsUs: number[] = [];
const startedAt = performance.now();
let firstAt = startedAt;
let firstReplyAt = 0;

function sendNext(): void {
  const stream = nextStream;
  nextStream += 2;
  sentCount += 1;
  sentAtUs = performance.now() * 1000;
  if (kind === 'up') {
    const copy = Buffer.from(upload);
    renumber(copy, stream);
    socket.write(copy);
  } else
    socket.write(encodeGet(stream, kind === 'down' ? `/chunk?digest=${'ab'.repeat(32)}` : '/previous_backup_time'));
}

function onReply(): void {
  answeredCount += 1;
  if (answeredCount === 1) firstReplyAt = performance.now();
  if (kind === 'small') roundTripsUs.push(performance.now() * 1000 - sentAtUs);
  if (answeredCount === count) {
    const seconds = (performance.now() - firstAt) / 1000;
    const chunkMib = kind === 'small' ? 0 : chunkBodyBytes / 2 ** 20;
    const steadySeconds = (performance.now() - firstReplyAt) / 1000;
    const result: LoadResult = {
      seconds,
      mib: count * chunkMib,
      steadyMibPerSec: count === 1 ? 0 : ((count - 1) * chunkMib) / steadySeconds,
      roundTripsUs,
    };
    socket.end();
    process.send?.(result, () => process.exit(0));
  } else if (sentCount < count) sendNext();
}

const walk = createFrameWalk((type, flags) => {
  if ((type === 0 || type === 1) && (flags & 1) !== 0) onReply();
});
let head = Buffer.alloc(0);
let isUpgraded = false;

socket.on('secureConnect', () => {
  socket.write(
    `GET ${path}?backup-id=bench&backup-time=1&backup-type=host&store=bench HTTP/1.1\r\nhost: localhost:8007\r\nconnection: upgrade\r\nupgrade: ${name}\r\n\r\n`,
  );
});
socket.on('error', (error) => {
  console.error(`load: ${error.message}`);
  process.exit(1);
});
socket.on('close', () => {
  if (answeredCount < count) {
    console.error(`load: the connection ended after ${answeredCount} of ${count} replies`);
    process.exit(1);
  }
});
socket.on('readable', () => {
  for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
    if (!isUpgraded) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) continue;
      isUpgraded = true;
      bytes = head.subarray(end + 4);
      socket.write(clientGreeting);
      firstAt = performance.now();
      for (let index = 0; index < Math.min(depth, count); index += 1) sendNext();
    }
    walk(bytes);
  }
});
