// What the relay is measured against: a bare TLS-to-TLS splice in Node with the same read and write pattern as src/sources/relay,
// and nothing else. In: argv: key file, certificate file, origin's port. Out: its port, by IPC.
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect, createServer, type TLSSocket } from 'node:tls';

const [keyPath = '', certificatePath = '', originPort = '0'] = process.argv.slice(2);
const highWaterMark = 1 << 20;

function pump(from: TLSSocket, to: TLSSocket): void {
  let isWaiting = false;
  const move = (): void => {
    if (isWaiting) return;
    for (let bytes = from.read() as Buffer | null; bytes !== null; bytes = from.read() as Buffer | null) {
      if (!to.write(bytes)) {
        isWaiting = true;
        return;
      }
    }
  };
  to.on('drain', () => {
    isWaiting = false;
    move();
  });
  from.on('readable', move);
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}

const server = createServer(
  { key: readFileSync(keyPath), cert: readFileSync(certificatePath), highWaterMark, noDelay: true },
  (client) => {
    const origin = connect(
      { port: Number(originPort), host: '127.0.0.1', rejectUnauthorized: false, highWaterMark } as ConnectionOptions,
      () => {
        origin.setNoDelay(true);
        pump(client, origin);
        pump(origin, client);
      },
    );
    client.on('error', () => origin.destroy());
    origin.on('error', () => client.destroy());
  },
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.on('disconnect', () => process.exit(0));
