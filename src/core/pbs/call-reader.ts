// In: what one open call carries: captured parts of its bodies, the ends of its request and reply. Out: steps with their
// PBS meaning; `parameters`, `result` and `blobKind` of the call are filled in place. Keeps a body until it was read.
import type { Exchange, ExchangeStep } from '../exchange/index.js';
import type { Direction } from '../wire/index.js';
import type { BlobKind, CallParameters, CallResult, CallStep, Operation } from './call.js';
import { isIndexName } from './capture.js';
import { type BodyBudget, CapturedBody } from './captured-body.js';
import type { Endpoint } from './endpoints/index.js';
import {
  blobKindOf,
  decodeManifest,
  IndexFileParser,
  isJsonObject,
  magicBytes,
  manifestName,
  parseJson,
} from './formats/index.js';
import { parseRequestBody, readAppendEntries, readBodyParameters } from './parameters.js';

/** A Call while its stage still writes it. */
export interface OpenCall extends Exchange {
  readonly operation: Operation;
  parameters: CallParameters;
  result: CallResult;
  blobKind: BlobKind | null;
}

/** Of an error body: enough for every text of PBS, too little for a page of HTML. */
const maxErrorCharacters = 200;

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export class CallReader {
  readonly #call: OpenCall;
  readonly #endpoint: Endpoint | null;
  readonly #budget: BodyBudget;
  readonly #bodies: Record<Direction, CapturedBody | null> = { toServer: null, toClient: null };
  #index: IndexFileParser | null = null;
  #indexBytes = 0;

  constructor(call: OpenCall, endpoint: Endpoint | null, budget: BodyBudget) {
    this.#call = call;
    this.#endpoint = endpoint;
    this.#budget = budget;
  }

  feedPart(part: Extract<ExchangeStep<OpenCall>, { kind: 'bodyPart' }>, bytes: Uint8Array): readonly CallStep[] {
    if (part.direction === 'toClient' && this.#isIndexReply()) return this.#feedIndex(part.offset, bytes, part.atMs);
    if (part.offset === 0) this.#sniffBlob(part.direction, bytes);
    const body = this.#bodies[part.direction] ?? new CapturedBody(this.#budget);
    this.#bodies[part.direction] = body;
    body.add(part.offset, bytes, part.wireBytes);
    return [];
  }

  /** The request is whole: parameters of its body, entries of an append, an uploaded manifest. */
  endRequest(atMs: number): readonly CallStep[] {
    const body = this.#takeBody('toServer', this.#call.requestBytes);
    if (body === null || body.length === 0) return [];
    if (this.#endpoint?.requestBody === 'json') return this.#readParameters(body, atMs);
    return this.#call.operation === 'uploadBlob' ? this.#readManifest(body, atMs) : [];
  }

  /** The reply is whole: the number of an index, a time, a downloaded manifest. */
  endReply(atMs: number): readonly CallStep[] {
    if (this.#call.status !== 200) return [];
    const body = this.#takeBody('toClient', this.#call.responseBytes);
    if (body === null || body.length === 0) return [];
    if (this.#endpoint?.reply === 'file') return this.#readManifest(body, atMs);
    if (this.#endpoint?.reply === 'json') this.#readResult(body);
    return [];
  }

  /** The call is over, whole or not: what there is of an error text. Holds nothing from here on. */
  end(): void {
    const { status, result } = this.#call;
    const body = this.#bodies.toClient;
    const text = body === null || status === null || status < 400 ? '' : decodeText(body.beginning()).trim();
    if (text !== '') this.#call.result = { ...result, errorText: text.slice(0, maxErrorCharacters) };
    this.#bodies.toServer?.release();
    body?.release();
  }

  #isIndexReply(): boolean {
    return this.#endpoint?.reply === 'file' && this.#call.status === 200 && isIndexName(this.#fileName());
  }

  #fileName(): string {
    return this.#call.parameters.archiveName ?? this.#call.parameters.fileName ?? '';
  }

  #takeBody(direction: Direction, bodyBytes: number): Uint8Array | null {
    const body = this.#bodies[direction];
    const bytes = body?.whole(bodyBytes) ?? null;
    body?.release();
    this.#bodies[direction] = null;
    return bytes;
  }

  /** A hole in the capture ends the reading: entries behind it would get wrong offsets. */
  #feedIndex(offset: number, bytes: Uint8Array, atMs: number): readonly CallStep[] {
    if (offset !== this.#indexBytes) return [];
    this.#indexBytes += bytes.length;
    this.#index ??= new IndexFileParser();
    const entries = this.#index.feed(bytes);
    if (entries.length === 0) return [];
    return [{ kind: 'indexEntries', call: this.#call, atMs, archiveName: this.#fileName(), entries }];
  }

  #sniffBlob(direction: Direction, bytes: Uint8Array): void {
    const endpoint = this.#endpoint;
    const isBlob =
      direction === 'toServer'
        ? endpoint?.requestBody === 'blob'
        : this.#call.status === 200 && (endpoint?.reply === 'blob' || endpoint?.reply === 'file');
    if (isBlob && bytes.length >= magicBytes) this.#call.blobKind = blobKindOf(bytes);
  }

  #readParameters(body: Uint8Array, atMs: number): readonly CallStep[] {
    const call = this.#call;
    const values = parseRequestBody(decodeText(body));
    if (values === null) return [];
    call.parameters = { ...call.parameters, ...readBodyParameters(values) };
    const isAppend = call.operation === 'appendDynamicIndex' || call.operation === 'appendFixedIndex';
    const entries = isAppend ? readAppendEntries(values) : null;
    return entries === null ? [] : [{ kind: 'appendEntries', call, atMs, entries }];
  }

  #readManifest(body: Uint8Array, atMs: number): readonly CallStep[] {
    if (this.#fileName() !== manifestName) return [];
    const manifest = decodeManifest(body);
    return manifest === null ? [] : [{ kind: 'manifest', call: this.#call, atMs, manifest }];
  }

  #readResult(body: Uint8Array): void {
    const reply = parseJson(decodeText(body));
    const data = isJsonObject(reply) ? reply['data'] : undefined;
    const isNumber = Number.isSafeInteger(data);
    const { operation } = this.#call;
    if (operation === 'previousBackupTime' && (isNumber || data === null)) {
      this.#call.result = { previousBackupTime: data as number | null };
    } else if (operation !== 'previousBackupTime' && isNumber) {
      this.#call.result = { wid: data as number };
    }
  }
}
