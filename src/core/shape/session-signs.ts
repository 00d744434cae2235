// In: the content lengths of the records of one connection, both ways, after the TLS handshake. Out: what they tell of a PBS
// session: which upgrade was answered, chunk answers, chunk requests, bodies each way. Remembers counts only. protocol.md 1.6, 9.
import type { Direction } from '../wire/index.js';
import { Bodies } from './bodies.js';
import { countChunkAnswers } from './chunk-answers.js';
import { countChunkRequests } from './chunk-requests.js';

/** The whole 101 of PBS; its only part that varies is the token, so its length names the session. */
const switchingBytes = (token: string): number =>
  `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${token}\r\ndate: Tue, 24 Nov 2026 08:00:00 GMT\r\n\r\n`
    .length;
const backupAnswerBytes = switchingBytes('proxmox-backup-protocol-v1');
const readerAnswerBytes = switchingBytes('proxmox-backup-reader-protocol-v1');

/** RFC 9113 3.4; Go's client sends its SETTINGS and a WINDOW_UPDATE in the same record. */
const prefaceBytes = 24;
const prefaceWithSettingsBytes = 70;
/** HEADERS of a chunk upload and the head of its DATA: a path with digest, size and wid does not get shorter. */
const uploadHeadBytes = 106;
const downloadHeadBytes = 29;
/** Head and body of a chunk of zeros, the smallest that there is. */
const smallestUploadBytes = 160;
/** `POST speedtest` has no parameters. */
const smallestSpeedtestHeadBytes = 50;
const largestSpeedtestHeadBytes = 90;
const bulkRecordBytes = 16_000;

export type Upgrade = 'backup' | 'reader' | null;

export class SessionSigns {
  #upgrade: Upgrade = null;
  #hasPreface = false;
  #requestCount = 0;
  #answerCount = 0;
  #chunkRequestCount = 0;
  #headBeforeBulkBytes = 0;
  #isBulkSeen = false;
  /** To the server since HTTP/2 began, or since the capture did. */
  #sessionBytes = 0;
  readonly #bytes = { toServer: 0, toClient: 0 };
  #uploads = new Bodies(uploadHeadBytes);
  readonly downloads = new Bodies(downloadHeadBytes);

  feed(direction: Direction, contentBytes: number): void {
    this.#bytes[direction] += contentBytes;
    if (direction === 'toServer') this.#readClient(contentBytes);
    else this.#readServer(contentBytes);
  }

  end(): void {
    this.#uploads.end();
    this.downloads.end();
  }

  get uploads(): Bodies {
    return this.#uploads;
  }

  get upgrade(): Upgrade {
    return this.#upgrade;
  }

  /** A record as long as the client's HTTP/2 preface: HTTP/2 began, whatever the server said before. */
  get hasPreface(): boolean {
    return this.#hasPreface;
  }

  get requestRecordCount(): number {
    return this.#requestCount;
  }

  get chunkAnswerCount(): number {
    return this.#answerCount;
  }

  get chunkRequestCount(): number {
    return this.#chunkRequestCount;
  }

  get bytes(): { readonly toServer: number; readonly toClient: number } {
    return this.#bytes;
  }

  /** The first bulk data came behind a head too short for a digest. */
  get looksLikeSpeedtest(): boolean {
    const headBytes = this.#headBeforeBulkBytes;
    return (
      this.#isBulkSeen &&
      this.#answerCount === 0 &&
      headBytes >= smallestSpeedtestHeadBytes &&
      headBytes <= largestSpeedtestHeadBytes
    );
  }

  #readClient(contentBytes: number): void {
    this.#requestCount += 1;
    this.#sessionBytes += contentBytes;
    const isPreface = contentBytes === prefaceBytes || contentBytes === prefaceWithSettingsBytes;
    if (!this.#hasPreface && isPreface && this.#requestCount > 1) {
      this.#hasPreface = true;
      this.#sessionBytes = 0;
      // The upgrade request, with its headers, is as long as a small body.
      this.#uploads = new Bodies(uploadHeadBytes);
    }
    if (contentBytes >= bulkRecordBytes) this.#isBulkSeen = true;
    else if (!this.#isBulkSeen && contentBytes >= smallestSpeedtestHeadBytes) this.#headBeforeBulkBytes = contentBytes;
    if (this.#upgrade !== 'reader') return this.#uploads.feed(contentBytes);
    this.#chunkRequestCount += countChunkRequests(contentBytes);
  }

  #readServer(contentBytes: number): void {
    if (this.#upgrade === null && this.#requestCount > 0 && !this.#hasPreface) {
      if (contentBytes === backupAnswerBytes) this.#upgrade = 'backup';
      if (contentBytes === readerAnswerBytes) this.#upgrade = 'reader';
    }
    // Indexes and the manifest come before the first chunk is asked for.
    if (this.#upgrade === 'reader' && this.#chunkRequestCount === 0) return;
    this.downloads.feed(contentBytes);
    if (this.#upgrade !== 'reader') this.#noteAnswers(countChunkAnswers(contentBytes));
  }

  /** An index that the client fetched may be as long as answers are; there are no more answers than uploads that fit in what it sent. */
  #noteAnswers(count: number): void {
    const mostCount = Math.floor(this.#sessionBytes / smallestUploadBytes);
    if (this.#answerCount + count <= mostCount) this.#answerCount += count;
  }
}
