// What one session shows of its two programs, kept up to date. In: its calls as they begin and end, appends, SETTINGS of its
// connection. Out: the recognised client and server; recognised anew only when something new was shown.
import type { Call, Operation } from '../pbs/index.js';
import {
  addAppend,
  addCall,
  type ClientSigns,
  noSigns,
  type RecognisedClient,
  type RecognisedServer,
  recogniseClient,
  recogniseServer,
} from '../recognition/index.js';
import type { Session } from '../session/index.js';

const chunkOperations: ReadonlySet<Operation> = new Set([
  'uploadDynamicChunk',
  'uploadFixedChunk',
  'downloadChunk',
  'speedtest',
]);

/** Calls that a client runs many of at a time, and that its pipeline limits. */
export const isChunkCall = (call: Call): boolean => chunkOperations.has(call.operation);

/** Uploads of one archive, or all downloads: what one pipeline holds. */
export const pipelineKeyOf = (call: Call): number => call.parameters.wid ?? 0;

export class ClientWatch {
  readonly #session: Session;
  #signs: ClientSigns;
  readonly #openByKey = new Map<number, number>();
  #openChunkCallsMax = 0;
  #recognised: RecognisedClient | null = null;
  #settings: Session['connection']['settings']['client'] = null;

  constructor(session: Session) {
    this.#session = session;
    this.#signs = noSigns(session.side);
  }

  begin(call: Call): void {
    this.#note(addCall(this.#signs, call));
    if (!isChunkCall(call)) return;
    const key = pipelineKeyOf(call);
    const openCount = (this.#openByKey.get(key) ?? 0) + 1;
    this.#openByKey.set(key, openCount);
    if (openCount <= this.#openChunkCallsMax) return;
    this.#openChunkCallsMax = openCount;
    this.#recognised = null;
  }

  end(call: Call): void {
    if (!isChunkCall(call)) return;
    const key = pipelineKeyOf(call);
    const openCount = (this.#openByKey.get(key) ?? 0) - 1;
    if (openCount > 0) this.#openByKey.set(key, openCount);
    else this.#openByKey.delete(key);
  }

  noteAppend(entryCount: number): void {
    this.#note(addAppend(this.#signs, entryCount));
  }

  get client(): RecognisedClient {
    const { client } = this.#session.connection.settings;
    if (client !== this.#settings) this.#recognised = null;
    this.#settings = client;
    this.#recognised ??= recogniseClient({
      signs: this.#signs,
      settings: client,
      openChunkCallsMax: this.#openChunkCallsMax,
    });
    return this.#recognised;
  }

  get server(): RecognisedServer {
    return recogniseServer({ ...this.#session.connection.settings, clientKind: this.client.kind });
  }

  #note(signs: ClientSigns): void {
    if (signs === this.#signs) return;
    this.#signs = signs;
    this.#recognised = null;
  }
}
