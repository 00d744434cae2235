// What must change in the recorded client's bytes before another server can take them: digests of chunks that a fixture emptied and
// the sums over them, writer ids, tickets. In: recorded requests and live replies. Out: what to send. Nothing else is touched.
import {
  decodeIndexHeader,
  digestBytes,
  dynamicEntryBytes,
  encodeDynamicIndexEntry,
  fixedChunkSizeBytes,
  fixedEntryBytes,
  IndexFileParser,
  indexHeaderBytes,
} from '../../../src/core/pbs/index.js';
import { fixedCsum, sha256 } from '../pbs-content.js';
import { type Exchange, exchangeKey } from './conversation.js';
import { parseCall, type RecordedRequest, readRequests, requestKey } from './recorded-requests.js';
import type { Recording } from './recording.js';
import { makeStandIns, type StandIn } from './stand-in-chunks.js';

export interface AdaptedRequest {
  readonly isHeadChanged: boolean;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Where an index keeps the sum over its entries (protocol.md 7.4, 7.5). */
const csumOffsetBytes = 32;

interface Entry {
  readonly digest: string;
  readonly offsetBytes: number;
}

export class Adapter {
  readonly #recording: Recording;
  readonly #requests: ReadonlyMap<string, RecordedRequest>;
  readonly #standIns: ReadonlyMap<string, StandIn>;
  /** Recorded digest or sum → the one that stands for it. */
  readonly #digests = new Map<string, string>();
  /** Connection and recorded writer id → the live one. */
  readonly #writerIds = new Map<string, string>();
  /** Connection and recorded writer id → recorded entries. */
  readonly #entries = new Map<string, Entry[]>();
  /** Writer → what it was created with. */
  readonly #creations = new Map<string, Readonly<Record<string, unknown>>>();
  #login: Readonly<Record<string, string>> = {};

  /** `before`: of an earlier recording, whose chunks this one may name. */
  constructor(recording: Recording, before: Adapter | null) {
    if (before !== null) for (const [digest, other] of before.#digests) this.#digests.set(digest, other);
    this.#recording = recording;
    this.#requests = readRequests(recording.steps);
    this.#standIns = recording.isEmptied ? makeStandIns(this.#requests.values()) : new Map();
    for (const [digest, standIn] of this.#standIns) this.#digests.set(digest, standIn.digest);
  }

  /** Called once a request, when its head goes out. */
  adaptRequest(connection: number, stream: number): AdaptedRequest {
    const request = this.#requests.get(requestKey(connection, stream));
    if (request === undefined) throw new Error(`stream ${stream} has no head`);
    const { path, values } = parseCall(request);
    const writer = `${connection} ${String(values['wid'])}`;
    if (request.method === 'PUT') this.#noteEntries(writer, values);
    if (path.endsWith('_close')) this.#replaceSum(path, writer, values);
    const standIn = path.endsWith('_chunk') ? this.#standIns.get(String(values['digest'])) : undefined;
    const isText = request.body[0] === 0x7b;
    const body = isText ? Buffer.from(this.adaptText(request.body.toString('utf8'), connection)) : request.body;
    const target = this.adaptText(request.target, connection);
    return {
      isHeadChanged: target !== request.target,
      fields: request.fields.map(([name, value]) => [name, name === ':path' ? target : value]),
      body: standIn?.blob.subarray(0, request.body.length) ?? body,
    };
  }

  /** Digests, sums and writer ids in a path or a JSON text. */
  adaptText(text: string, connection: number): string {
    return text
      .replace(/[0-9a-f]{64}/g, (digest) => this.#digests.get(digest) ?? digest)
      .replace(/(\bwid"?[=:]\s*)(\d+)/g, (_, before: string, wid: string) => {
        return before + (this.#writerIds.get(`${connection} ${wid}`) ?? wid);
      });
  }

  /** A recorded line of a task log as this run should log it. */
  adaptTaskLine(line: string): string {
    const [[connection] = []] = [...this.#writerIds.keys()].map((key) => key.split(' '));
    return this.adaptText(line, Number(connection)).replace(/((?:dynamic|fixed) index )(\d+)/, (_, before, wid) => {
      return before + (this.#writerIds.get(`${connection} ${wid}`) ?? wid);
    });
  }

  /** A recorded reply as this run should give it. */
  adaptReply(text: string, recorded: Exchange): string {
    const isCreation = recorded.method === 'POST' && /_index(\?|$)/.test(recorded.target);
    const adapted = this.adaptText(text, recorded.connection);
    if (!isCreation) return adapted;
    return adapted.replace(/"data":(\d+)/, (whole, wid: string) => {
      const live = this.#writerIds.get(`${recorded.connection} ${wid}`);
      return live === undefined ? whole : `"data":${live}`;
    });
  }

  /** A recorded index file as this run should give it: entries and the sum over them. */
  adaptIndex(bytes: Buffer): Buffer {
    const adapted = Buffer.from(bytes);
    const replaceAt = (at: number): void => {
      const digest = this.#digests.get(bytes.toString('hex', at, at + digestBytes));
      if (digest !== undefined) adapted.write(digest, at, 'hex');
    };
    replaceAt(csumOffsetBytes);
    const isFixed = decodeIndexHeader(bytes)?.kind === 'fixed';
    const entryBytes = isFixed ? fixedEntryBytes : dynamicEntryBytes;
    for (let end = indexHeaderBytes + entryBytes; end <= bytes.length; end += entryBytes) replaceAt(end - digestBytes);
    return adapted;
  }

  adaptHttp1(bytes: Buffer): Buffer {
    const text = bytes
      .toString('latin1')
      .replace(/(PBSAuthCookie=)[^;\r\n]+/g, (whole, name: string) => name + (this.#login['ticket'] ?? whole))
      .replace(/(csrfpreventiontoken: )[^\r\n]+/gi, (whole, name: string) => {
        return name + (this.#login['CSRFPreventionToken'] ?? whole);
      });
    return Buffer.from(text, 'latin1');
  }

  /** What a live reply teaches: a ticket, a writer id. */
  noteReply(live: Exchange): void {
    if (live.status !== 200) return;
    if (live.target.endsWith('/access/ticket')) {
      this.#login = (JSON.parse(live.replyBody.toString()) as { data: Record<string, string> }).data;
    }
    const request = this.#requests.get(requestKey(live.connection, live.stream));
    if (live.protocol !== 'http2' || request === undefined || request.method !== 'POST') return;
    const { path, values } = parseCall(request);
    if (!path.endsWith('_index')) return;
    const recorded = this.#recording.exchanges.get(exchangeKey(live));
    const writerIdOf = (exchange: Exchange | undefined): string =>
      /"data":(\d+)/.exec(exchange?.replyBody.toString() ?? '')?.[1] ?? '';
    const key = `${live.connection} ${writerIdOf(recorded)}`;
    this.#writerIds.set(key, writerIdOf(live));
    this.#creations.set(key, values);
  }

  #noteEntries(writer: string, values: Readonly<Record<string, unknown>>): void {
    const digests = values['digest-list'] as readonly string[];
    const offsets = values['offset-list'] as readonly number[];
    const entries = this.#entries.get(writer) ?? [];
    digests.forEach((digest, index) => {
      entries.push({ digest, offsetBytes: offsets[index] ?? 0 });
    });
    this.#entries.set(writer, entries);
  }

  #replaceSum(path: string, writer: string, values: Readonly<Record<string, unknown>>): void {
    const entries = this.#entries.get(writer) ?? [];
    if (!entries.some((entry) => this.#digests.has(entry.digest))) return;
    const adapted = entries.map((entry) => ({ ...entry, digest: this.#digests.get(entry.digest) ?? entry.digest }));
    const sum =
      path === 'dynamic_close'
        ? dynamicSum(adapted, Number(values['size']))
        : fixedCsum(this.#fixedDigests(writer, adapted));
    this.#digests.set(String(values['csum']), sum);
  }

  /** In order of the image; on top of the index that an incremental one starts from. */
  #fixedDigests(writer: string, entries: readonly Entry[]): readonly string[] {
    const creation = this.#creations.get(writer) ?? {};
    const digests = creation['reuse-csum'] === undefined ? [] : this.#previousDigests(String(creation['archive-name']));
    for (const { digest, offsetBytes } of entries) digests[offsetBytes / fixedChunkSizeBytes] = digest;
    return digests;
  }

  #previousDigests(archiveName: string): string[] {
    const exchange = [...this.#recording.exchanges.values()].find((one) =>
      one.target.endsWith(`/previous?archive-name=${archiveName}`),
    );
    return new IndexFileParser().feed(exchange?.replyBody ?? Buffer.alloc(0)).map((entry) => entry.digest);
  }
}

function dynamicSum(entries: readonly Entry[], sizeBytes: number): string {
  return sha256(
    ...entries.map(({ digest }, index) =>
      encodeDynamicIndexEntry(entries[index + 1]?.offsetBytes ?? sizeBytes, digest),
    ),
  );
}
