// Names out of a trace: hosts, users, datastores, namespaces, ids, archive names, digests. In: Events in order. Out: the same Events with
// pseudonyms that are stable within the file, so that its report says the same of nobody in particular. Secrets: strip-secrets.ts.
import type { BodyPart, Event, TraceHeader } from '../event/index.js';
import { BodyHider } from './body-hider.js';
import { hideAuthId, hideAuthority, hideFingerprint } from './hide-name.js';
import { hideHeader, hideTarget } from './hide-target.js';
import { hideText } from './hide-text.js';
import { type Hash, Pseudonyms } from './pseudonyms.js';
import { commonWords } from './vocabulary.js';

/** Bodies under way; more of them at once is no traffic of PBS. The oldest is left out, and counted. */
const maxOpenBodies = 1024;

type Direction = BodyPart['direction'];

export class NameRedactor {
  readonly #names: Pseudonyms;
  readonly #bodies = new Map<string, BodyHider>();
  #droppedBodyCount = 0;

  constructor(hash: Hash) {
    this.#names = new Pseudonyms(hash, commonWords);
  }

  /** Captured bodies that could not be kept without their names. */
  get droppedBodyCount(): number {
    return this.#droppedBodyCount;
  }

  header(header: TraceHeader): TraceHeader {
    const { listen, upstream } = header.ends;
    return {
      ...header,
      ends: { listen: hideAuthority(listen, this.#names), upstream: hideAuthority(upstream, this.#names) },
      redacted: [...new Set([...header.redacted, 'secrets', 'names'])],
    };
  }

  /** None, one, or several: what was kept of a body comes before its end. */
  redact(event: Event): readonly Event[] {
    switch (event.kind) {
      case 'bodyPart':
        return this.#bodyPart(event);
      case 'bodyEnd':
        return [...this.#endBodies(keyOf(event.connection, event.stream, event.direction), event.atMs), event];
      case 'streamReset':
        return [...this.#endBodies(keyOf(event.connection, event.stream), event.atMs), event];
      case 'closed':
        return [...this.#endBodies(keyOf(event.connection), event.atMs), event];
      case 'sourceEnded':
        return [...this.#endBodies('', event.atMs), event];
      default:
        return [this.#hideFacts(event)];
    }
  }

  #bodyPart(part: BodyPart): readonly Event[] {
    const key = keyOf(part.connection, part.stream, part.direction);
    const body = this.#bodies.get(key) ?? new BodyHider(this.#names);
    this.#bodies.set(key, body);
    if (this.#bodies.size > maxOpenBodies) {
      const [oldest] = this.#bodies.keys();
      this.#bodies.delete(oldest ?? '');
      this.#droppedBodyCount += 1;
    }
    return body.feed(part);
  }

  /** All whose key begins so. */
  #endBodies(prefix: string, atMs: number): readonly Event[] {
    const ended = [...this.#bodies.entries()].filter(([key]) => key.startsWith(prefix));
    return ended.flatMap(([key, body]) => {
      this.#bodies.delete(key);
      if (body.isBroken) this.#droppedBodyCount += 1;
      return body.end(atMs);
    });
  }

  #hideFacts(event: Event): Event {
    const names = this.#names;
    switch (event.kind) {
      case 'opened':
        return { ...event, client: hideAuthority(event.client, names), server: hideAuthority(event.server, names) };
      case 'tunnelled':
        return { ...event, target: hideAuthority(event.target, names) };
      case 'tlsEstablished':
        return {
          ...event,
          serverName: event.serverName === null ? null : hideAuthority(event.serverName, names),
          fingerprint: event.fingerprint === null ? null : hideFingerprint(event.fingerprint, names),
          clientRandom: event.clientRandom === null ? null : names.hex(event.clientRandom),
        };
      case 'tlsFailed':
        return {
          ...event,
          reason: hideText(event.reason, names),
          fingerprint: event.fingerprint === null ? null : hideFingerprint(event.fingerprint, names),
          clientRandom: event.clientRandom === null ? null : names.hex(event.clientRandom),
        };
      case 'requestHead':
        return {
          ...event,
          target: hideTarget(event, names),
          authority: event.authority === null ? null : hideAuthority(event.authority, names),
          headers: event.headers.map(([name, value]) => [name, hideHeader(name, value, names)]),
          credential:
            event.credential?.authId == null
              ? event.credential
              : { ...event.credential, authId: hideAuthId(event.credential.authId, names) },
        };
      case 'responseHead':
      case 'trailers':
        return { ...event, headers: event.headers.map(([name, value]) => [name, hideHeader(name, value, names)]) };
      case 'problem':
        return { ...event, detail: hideText(event.detail, names) };
      case 'wentDark':
      case 'dropped':
        return { ...event, reason: hideText(event.reason, names) };
      default:
        return event;
    }
  }
}

const keyOf = (connection: number, stream?: number, direction?: Direction): string =>
  [connection, stream, direction]
    .filter((part) => part !== undefined)
    .map((part) => `${part}/`)
    .join('');
