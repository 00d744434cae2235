// The hand-over of one connection from HTTP/1.1 to the HTTP/2 of a session (protocol.md 1.6, 1.7, 5.9).
// In: a socket whose parser has let go. Out: 101 and SETTINGS, a served session, and its end told once.
import { performServerHandshake, type ServerHttp2Session, type Settings } from 'node:http2';
import type { Socket } from 'node:net';
import { upgradeNames } from '../core/pbs/index.js';
import type { ConnectionEnd } from './backup/index.js';
import type { SettingsChange } from './faults/index.js';
import { connectionWindowBytes } from './personality.js';
import type { RunningSession } from './sessions.js';
import {
  formatResponseHead,
  type ServeOptions,
  type SteeredUpgrade,
  serveSession,
  shapeHeaders,
} from './transport/index.js';

/** Node counts what streams hold against this; 200 chunks of 16 MiB under way are PBS's own bound. */
const maxSessionMemoryMb = 4096;
/** A client that resets many answered streams is normal (protocol.md 1.11): PBS has no such limit. */
const maxInvalidFrames = 10_000;

export function startHttp2(
  socket: Socket,
  head: Buffer,
  session: RunningSession,
  options: ServeOptions,
  steered: SteeredUpgrade,
): Promise<void> {
  const { connection, due } = steered;
  return new Promise((resolve) => {
    const finish = onceOnly((end: ConnectionEnd) => resolve(session.end(end)));
    session.task.onAbort(() => {
      finish(aborted);
      socket.destroy();
    });
    let lost = lostConnection;
    socket.on('error', (error) => {
      lost = brokenBy(error); // `close` follows and tells the session
    });
    const onClose = (): void => finish(lost);
    connection.stream.once('close', onClose);
    if (socket.destroyed || connection.stream.destroyed) return finish(lostConnection);
    if (head.length > 0) socket.unshift(head);
    socket.setTimeout(0); // a silent session lives until TCP says it is dead
    const response = formatSwitch(session, options, steered);
    const start = (): void => {
      if (connection.stream.destroyed) return;
      const http2 = performServerHandshake(connection.start(), {
        settings: { ...options.personality.settings, ...settingsOf(connection.settingsChange) },
        maxSessionMemory: maxSessionMemoryMb,
        maxSessionInvalidFrames: maxInvalidFrames,
      });
      connection.attach(http2);
      // From here on the session says how it ended: a GOAWAY comes before the socket's end.
      connection.stream.off('close', onClose);
      const told = watchEnd(http2);
      http2.once('close', () => finish(told() ?? lost));
      // Node's session may miss the end of its stream while writes are under way; its words come within a turn of the loop.
      connection.stream.once('close', () => setImmediate(() => finish(told() ?? lost)));
      serveSession(http2, session.api, options, steered);
      http2.setLocalWindowSize(connection.settingsChange.connectionWindowBytes ?? connectionWindowBytes);
    };
    // Only when the 101 has left: a handshake before that ends the process with an assertion inside Node.
    void connection
      .writeHead(response)
      .then(() => due.at('afterReply'))
      .then(start);
  });
}

/** PBS's HTTP library upgrades HTTP/1.1 only: to HTTP/1.0 it says 101, as the handler told it, and closes. */
export async function endAfterSwitch(socket: Socket, session: RunningSession, options: ServeOptions): Promise<void> {
  socket.on('error', () => undefined); // the session ends in any case
  socket.end(formatSwitch(session, options, null));
  await session.end(lostConnection);
}

const formatSwitch = (session: RunningSession, { personality }: ServeOptions, steered: SteeredUpgrade | null): string =>
  formatResponseHead(
    101,
    shapeHeaders(
      [
        ...(personality.hasConnectionHeaderIn101 ? [['connection', 'upgrade'] as const] : []),
        ['upgrade', upgradeNames[session.side]],
        ['date', new Date().toUTCString()],
      ],
      steered?.due.plan,
    ),
  );

function settingsOf(change: SettingsChange): Settings {
  const { initialWindowBytes, maxFrameBytes, maxStreams, maxHeaderListBytes } = change;
  return {
    ...(initialWindowBytes === undefined ? {} : { initialWindowSize: initialWindowBytes }),
    ...(maxFrameBytes === undefined ? {} : { maxFrameSize: maxFrameBytes }),
    ...(maxStreams === undefined ? {} : { maxConcurrentStreams: maxStreams }),
    ...(maxHeaderListBytes === undefined ? {} : { maxHeaderListSize: maxHeaderListBytes }),
  };
}

/** An administrator stopped the task (protocol.md 5.9). */
const aborted: ConnectionEnd = { kind: 'error', text: 'task aborted' };
/** What PBS prints when a client just drops the connection, bare FIN included (protocol.md 0.3). */
const lostConnection: ConnectionEnd = { kind: 'error', text: 'connection error: not connected' };

/** What the session said of its end; null: nothing. */
function watchEnd(http2: ServerHttp2Session): () => ConnectionEnd | null {
  let end: ConnectionEnd | null = null;
  http2.on('goaway', (code) => {
    if (code === 0) end = { kind: 'clean' };
  });
  http2.on('error', (error) => {
    end = brokenBy(error);
  });
  return () => end;
}

/** The system's words for what happened to a socket, as Rust has them. */
const socketCauses: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset',
  EPIPE: 'broken pipe',
  ETIMEDOUT: 'timed out',
};

function brokenBy(error: NodeJS.ErrnoException): ConnectionEnd {
  return { kind: 'error', text: `connection error: ${socketCauses[error.code ?? ''] ?? error.message}` };
}

function onceOnly<T>(action: (value: T) => void): (value: T) => void {
  let isDone = false;
  return (value) => {
    if (isDone) return;
    isDone = true;
    action(value);
  };
}
