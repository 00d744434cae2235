// In: the handshake messages of both directions as they are read. Out: the facts of the session, in the words of WireEvents.
import type { Direction } from '../../../core/wire/index.js';
import { cipherSuiteName } from './cipher-suites.js';
import type { HandshakeMessage } from './handshake-messages.js';
import {
  type ClientHello,
  parseClientHello,
  parseEncryptedExtensions,
  parseFingerprint,
  parseServerHello,
  type ServerHello,
} from './hello.js';
import type { TlsFacts } from './tls-sink.js';

/** RFC 8446 4. */
export const messageType = {
  clientHello: 1,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  finished: 20,
  keyUpdate: 24,
} as const;

export const tls12 = 0x0303;
export const tls13 = 0x0304;

const versionNames: Readonly<Record<number, string>> = {
  768: 'SSLv3',
  769: 'TLSv1.0',
  770: 'TLSv1.1',
  771: 'TLSv1.2',
  772: 'TLSv1.3',
};

export class HandshakeFacts {
  #clientHello: ClientHello | null = null;
  #serverHello: ServerHello | null = null;
  #didRetry = false;
  #isEarlyDataAccepted = false;
  #alpn: string | null = null;
  #fingerprint: string | null = null;

  get clientHello(): ClientHello | null {
    return this.#clientHello;
  }

  /** The one that counts: not a HelloRetryRequest. */
  get serverHello(): ServerHello | null {
    return this.#serverHello;
  }

  /** The client spoke and the server did not: what the client's records are is not known. */
  get isServerAwaited(): boolean {
    return this.#serverHello === null && !this.#didRetry;
  }

  get isEarlyDataAccepted(): boolean {
    return this.#isEarlyDataAccepted;
  }

  get clientRandom(): string | null {
    return this.#clientHello?.random ?? null;
  }

  get fingerprint(): string | null {
    return this.#fingerprint;
  }

  learn(direction: Direction, message: HandshakeMessage): void {
    if (direction === 'toServer') {
      if (message.type === messageType.clientHello) this.#clientHello = parseClientHello(message.body);
      return;
    }
    if (message.type === messageType.serverHello) this.#learnServerHello(parseServerHello(message.body));
    if (message.type === messageType.encryptedExtensions) {
      const { alpn, hasEarlyData } = parseEncryptedExtensions(message.body);
      this.#alpn = alpn;
      this.#isEarlyDataAccepted = hasEarlyData;
    }
    if (message.type === messageType.certificate) {
      this.#fingerprint = parseFingerprint(message.body, this.#serverHello?.version === tls13 ? 'TLSv1.3' : 'TLSv1.2');
    }
  }

  #learnServerHello(hello: ServerHello | null): void {
    if (hello?.isRetryRequest === true) this.#didRetry = true;
    if (hello === null || hello.isRetryRequest) return;
    this.#serverHello = hello;
    this.#alpn = hello.alpn;
  }

  summarize(): TlsFacts {
    const version = this.#serverHello?.version ?? 0;
    return {
      version: versionNames[version] ?? `0x${version.toString(16).padStart(4, '0')}`,
      cipherSuite: this.#serverHello === null ? null : cipherSuiteName(this.#serverHello.cipherSuite),
      serverName: this.#clientHello?.serverName ?? null,
      alpnOffered: this.#clientHello?.alpnOffered ?? [],
      alpn: this.#alpn,
      fingerprint: this.#fingerprint,
      clientRandom: this.clientRandom,
    };
  }
}
