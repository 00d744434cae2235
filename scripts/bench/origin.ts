// The far end of the bench: TLS, an upgrade, then HTTP/2 as a PBS server would answer it. In: key and certificate as files in
// argv. Out: its port, by IPC. A chunk POST is answered when its last byte came; /chunk gives 4 MiB; all else a small reply.
import { readFileSync } from 'node:fs';
import { createServer, type TLSSocket } from 'node:tls';
import {
  chunkBodyBytes,
  createFrameWalk,
  encodeChunkReply,
  encodeJsonReply,
  encodeWindowUpdate,
  renumber,
  serverGreeting,
} from './h2-bytes.js';

const [keyPath = '', certificatePath = ''] = process.argv.slice(2);
const switching =
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n';
const endStream = 1;
const dataFrame = 0;
const headersFrame = 1;

function serve(socket: TLSSocket): void {
  const chunkReply = encodeChunkReply(1);
  let head = Buffer.alloc(0);
  let isUpgraded = false;
  let isFirst = true;
  let isDownload = false;
  socket.on('error', () => socket.destroy());
  const answer = (stream: number): void => {
    if (isDownload) {
      const copy = Buffer.from(chunkReply);
      renumber(copy, stream);
      socket.write(copy);
      return;
    }
    socket.write(Buffer.concat([encodeWindowUpdate(0, chunkBodyBytes), encodeJsonReply(stream, '{"data":null}')]));
  };
  const walk = createFrameWalk((type, flags, stream) => {
    if ((type === dataFrame || type === headersFrame) && (flags & endStream) !== 0) answer(stream);
  });
  socket.on('readable', () => {
    for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
      if (!isUpgraded) {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) continue;
        isDownload = head.includes('/reader?');
        isUpgraded = true;
        socket.write(switching);
        socket.write(serverGreeting);
        bytes = head.subarray(end + 4);
        if (bytes.length === 0) continue;
      }
      if (isFirst) {
        bytes = bytes.subarray(24); // the preface; the generator sends it in one piece with its SETTINGS
        isFirst = false;
      }
      walk(bytes);
    }
  });
}

const server = createServer(
  { key: readFileSync(keyPath), cert: readFileSync(certificatePath), highWaterMark: 1 << 20, noDelay: true },
  serve,
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.on('disconnect', () => process.exit(0));
