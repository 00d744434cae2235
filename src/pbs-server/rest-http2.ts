// REST over HTTP/2 that starts with the first byte, as PBS serves it beside HTTP/1.1 (protocol.md 1.1). In: a socket and what
// answers. Out: replies. An upgrade is refused here by what answers: it has no `Upgrade` header.
import { performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { CredentialHeaders } from './accounts/index.js';
import { type Personality, restWindowBytes } from './personality.js';
import type { RestRequest } from './rest/index.js';
import { type CallFaults, headersOf, pause, readBody, sendAnswer } from './transport/index.js';
import type { WordedAnswer } from './word-outcome.js';

export interface RestHttp2Options {
  readonly personality: Personality;
  readonly track: (work: Promise<void>) => void;
  /** Told of each request, as it came. */
  readonly tellHead: (method: string, target: string, rawHeaders: readonly string[]) => void;
  readonly faultsOf: (request: RestRequest, stream: ServerHttp2Stream) => CallFaults;
  /** Null: the connection ended meanwhile. */
  readonly answer: (request: RestRequest, faults: CallFaults) => Promise<WordedAnswer | null>;
}

export function serveRestHttp2(socket: Socket, options: RestHttp2Options): void {
  const session = performServerHandshake(socket, { settings: options.personality.restSettings });
  session.setLocalWindowSize(restWindowBytes);
  session.on('error', () => undefined); // the connection is gone; nothing of it is kept
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const { ':method': method = '', ':path': target = '/' } = headers;
    options.tellHead(method, target, Object.entries(headers).flat().map(String));
    const request: RestRequest = {
      method,
      target,
      headers: headers as CredentialHeaders,
      readBody: (limitBytes) => readBody(stream, limitBytes),
    };
    options.track(answerStream(stream, request, options));
  });
}

async function answerStream(
  stream: ServerHttp2Stream,
  request: RestRequest,
  { personality, faultsOf, answer }: RestHttp2Options,
): Promise<void> {
  const faults = faultsOf(request, stream);
  const worded = await answer(request, faults);
  if (worded === null) return;
  await sendAnswer(stream, headersOf(worded.answer, worded.extra), worded.answer, {
    plan: faults.plan,
    earlyReplyCode: personality.earlyReplyCode,
    pause,
    resetStream: (code) => stream.close(code),
  });
  await faults.at('afterReply');
}
