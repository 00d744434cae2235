// Each way in which a box can fail, as the change of a stub (issue: load balancers). In: numbers. Out: faults for startStubBox. What comes
// out of lb-check for each is in test/e2e/lb-check-stubs.test.ts.
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  performServerHandshake,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type Head, relay, type StubFault } from './stub-box.js';

const without = (head: Head, name: string): Head => ({
  ...head,
  headers: head.headers.filter((header) => !header.toLowerCase().startsWith(`${name}:`)),
});
const isUpgrade = ({ line }: Head): boolean => /\/(?:backup|reader)\?/.test(line);
const switched = '\r\n\r\n';

export const stripUpgrade: StubFault = { onRequest: (head) => without(without(head, 'upgrade'), 'connection') };

export const renameUpgrade: StubFault = {
  onRequest: (head) => ({
    ...head,
    headers: head.headers.map((one) => (/^upgrade:/i.test(one) ? 'upgrade: websocket' : one)),
  }),
};

export const okForSwitch: StubFault = {
  onSwitch: (client, server) => {
    client.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    server.destroy();
  },
};

export const textBehindSwitch: StubFault = {
  onSwitch: (client, server, reply) => {
    client.write(`${reply}${switched}<html>welcome to the tunnel</html>`);
    server.destroy();
  },
};

export const endBehindSwitch: StubFault = {
  onSwitch: (client, server, reply) => {
    client.end(`${reply}${switched}`);
    server.destroy();
  },
};

export const chunkedBehindSwitch: StubFault = {
  onSwitch: (client, server, reply) => {
    client.write(`${reply}${switched}`);
    server.on('data', (bytes: Buffer) => {
      client.write(`${bytes.length.toString(16)}\r\n`);
      client.write(bytes);
      client.write('\r\n');
    });
    server.resume();
    client.pipe(server);
  },
};

/** The 101 waits for an end that does not come. */
export const holdSwitch: StubFault = { onSwitch: () => undefined };

function watchBytes(sockets: readonly Socket[], onByte: (socket: Socket) => void): void {
  for (const socket of sockets) socket.on('data', () => onByte(socket));
}

export const idleCut = (afterMs: number): StubFault => ({
  onTunnel: (client, server) => {
    const timer = setTimeout(() => client.end(), afterMs);
    watchBytes([client, server], () => timer.refresh());
    client.on('close', () => clearTimeout(timer));
  },
});

/** As a firewall forgets a connection: nobody is told. */
export const silentLoss = (afterMs: number): StubFault => ({
  onTunnel: (client, server) => {
    const forget = (): void => {
      client.unpipe(server);
      server.unpipe(client);
      client.resume();
      server.resume();
    };
    const timer = setTimeout(forget, afterMs);
    watchBytes([client, server], () => timer.refresh());
    client.on('close', () => clearTimeout(timer));
  },
});

export const ageCut = (afterMs: number): StubFault => ({
  onTunnel: (client) => {
    const timer = setTimeout(() => client.destroy(), afterMs);
    client.on('close', () => clearTimeout(timer));
  },
});

/** The silence of the server alone counts. */
export const oneWayCut = (afterMs: number, whose: 'client' | 'server'): StubFault => ({
  onTunnel: (client, server) => {
    const timer = setTimeout(() => client.destroy(), afterMs);
    watchBytes([whose === 'client' ? client : server], () => timer.refresh());
    client.on('close', () => clearTimeout(timer));
  },
});

/** As a reload does: whatever is open some time after the second tunnel, which is the first that waits, is ended. */
export function reloadCut(afterMs: number): StubFault {
  const open = new Set<Socket>();
  let tunnelCount = 0;
  return {
    onTunnel: (client) => {
      open.add(client);
      client.on('close', () => open.delete(client));
      tunnelCount += 1;
      if (tunnelCount === 2) setTimeout(() => open.forEach((one) => void one.end()), afterMs);
    },
  };
}

/** What cannot be sent for so long is a reason to end. */
export const stallCut = (afterMs: number): StubFault => ({
  onTunnel: (client, server) => {
    const cutWhenFull = (from: Socket, to: Socket): void => {
      let timer: NodeJS.Timeout | null = null;
      const release = (): void => {
        if (timer !== null) clearTimeout(timer);
        timer = null;
      };
      from.on('data', () => {
        if (to.writableNeedDrain) timer ??= setTimeout(() => client.destroy(), afterMs);
      });
      to.on('drain', release).on('close', release);
    };
    cutWhenFull(client, server);
    cutWhenFull(server, client);
  },
});

export const redirectSlashes: StubFault = {
  onRequest: (head) =>
    /^\S+ \/\//.test(head.line)
      ? `HTTP/1.1 301 Moved Permanently\r\nserver: stub\r\nlocation: ${head.line.split(' ')[1]?.replace('//', '/')}\r\ncontent-length: 0\r\n\r\n`
      : head,
};

export const refuseSlashes: StubFault = {
  onRequest: (head) => (/^\S+ \/\//.test(head.line) ? 'HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\nnope' : head),
};

export const limitBody = (limitBytes: number): StubFault => ({
  onRequest: (head, bodyBytes) =>
    bodyBytes > limitBytes
      ? 'HTTP/1.1 413 Request Entity Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'
      : head,
});

export const stripAuthorization: StubFault = { onRequest: (head) => without(head, 'authorization') };

export const askForLogin: StubFault = {
  onRequest: (head) =>
    isUpgrade(head)
      ? 'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="box"\r\ncontent-length: 0\r\n\r\n'
      : head,
};

export const brokenBackend: StubFault = { onRequest: () => 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n' };

export const refuseOldRelease: StubFault = {
  onRequest: (head) =>
    isUpgrade(head) && !head.headers.some((one) => /^connection: upgrade$/i.test(one))
      ? 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'
      : head,
};

export const denyUpgrade: StubFault = {
  onRequest: (head) => (isUpgrade(head) ? 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n' : head),
};

function answerEvery(nth: number, answer: string): StubFault {
  let requestCount = 0;
  return {
    onRequest: (head) => {
      requestCount += 1;
      return requestCount % nth === 0 ? answer : head;
    },
  };
}

export const throttle = (nth: number): StubFault =>
  answerEvery(nth, 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 0.01\r\ncontent-length: 0\r\n\r\n');

export const missEverySecond = (): StubFault =>
  answerEvery(2, 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');

export const closeBesideUpgrade: StubFault = {
  onRequest: (head) => {
    const bare = without(head, 'connection');
    return { ...bare, headers: [...bare.headers, 'Connection: close'] };
  },
};

export const wantHost: StubFault = {
  onRequest: (head) =>
    head.headers.some((one) => /^host:/i.test(one)) ? head : 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n',
};

/** Every second connection leads to another server. */
export const spreadOver = (ports: readonly number[]): StubFault => ({
  portFor: (connection) => ports[connection % ports.length] ?? 0,
});

/** The box speaks HTTP/2 itself, with windows of 64 KiB, and asks the server anew. */
export const terminateHttp2: StubFault = {
  onSwitch: (client, server, reply) => {
    client.write(`${reply}${switched}`, () => {
      const outer = performServerHandshake(client, { settings: { initialWindowSize: 65_535, maxFrameSize: 16_384 } });
      const inner = connectHttp2('https://localhost:8007', { createConnection: () => server });
      outer.on('error', () => undefined);
      inner.on('error', () => undefined);
      outer.on('stream', (stream, headers) => forward(stream, headers, inner));
      outer.on('close', () => inner.destroy());
    });
  },
};

function forward(stream: ServerHttp2Stream, headers: Record<string, unknown>, inner: ClientHttp2Session): void {
  const call = inner.request(headers as Record<string, string>, { endStream: false });
  stream.on('error', () => undefined);
  call.on('error', () => undefined);
  call.on('response', (reply) => {
    stream.respond({ ':status': reply[':status'] ?? 500 });
    Readable.from(call).pipe(stream);
  });
  stream.pipe(call);
}

export { relay };
