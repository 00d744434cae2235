// In: both directions of a TLS connection in order, holes named, and a key log. Out: application bytes, the session's
// facts, alerts. TLS 1.2 and 1.3 are decrypted; older versions are recognised and counted. RFC 8446, 5246; captures only.
import type { Direction, SourceProblemCode } from '../../../core/wire/index.js';
import { tagBytes } from './aead.js';
import { parseAlert } from './alerts.js';
import { findTls12Keys, findTls13Keys, isSeal, type KeysOrSeal, type Seal } from './find-keys.js';
import { HandshakeFacts, messageType, tls13 } from './handshake-facts.js';
import { HandshakeMessages } from './handshake-messages.js';
import { lostContentBytes } from './holes.js';
import type { KeyLog } from './key-log.js';
import type { CutRecord } from './record-cutter.js';
import { recordHeaderBytes } from './record-header.js';
import { TlsDirection } from './tls-direction.js';
import type { TlsSink } from './tls-sink.js';

const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** What TLS 1.3 adds to content without padding: its type and the tag. */
const overheadBytes = 1 + tagBytes;
/** The shortest Finished: a message header and 32 bytes. An encrypted alert is shorter, which tells them apart unread. */
const minFinishedBytes = recordHeaderBytes + 4 + 32 + overheadBytes;

export class TlsConnection {
  readonly #keyLog: KeyLog;
  readonly #sink: TlsSink;
  readonly #facts = new HandshakeFacts();
  readonly #directions: Readonly<Record<Direction, TlsDirection>>;
  #isEstablished = false;

  constructor(keyLog: KeyLog, sink: TlsSink) {
    this.#keyLog = keyLog;
    this.#sink = sink;
    const open = (direction: Direction): TlsDirection =>
      new TlsDirection(
        direction,
        (record) => this.#readRecord(this.#directions[direction], record),
        (record, lostBytes) => this.#isSureBehindHole(this.#directions[direction], record, lostBytes),
      );
    this.#directions = { toServer: open('toServer'), toClient: open('toClient') };
  }

  feed(direction: Direction, bytes: Uint8Array): void {
    const side = this.#directions[direction];
    if (side.state === 'dark') this.#sink.bytes(direction, bytes);
    else side.cutter.feed(bytes);
  }

  miss(direction: Direction, byteCount: number): void {
    const side = this.#directions[direction];
    if (side.state === 'sealed' || side.state === 'dark') side.unreportedBytes += byteCount;
    // Where the overhead varies what was lost cannot be counted; without a key a header is proof enough for counting.
    const canSearch = side.state === 'sealed' || (side.state === 'encrypted' && side.keys?.overheadBytes != null);
    if (side.state !== 'dark') side.cutter.miss(byteCount, canSearch ? 'search' : 'give-up');
  }

  /** The beginning of this connection is not in the capture, so its keys cannot be found. */
  joinLate(): void {
    this.#seal({ code: 'tls/no-key', detail: 'the capture begins after the TLS handshake, which names the keys' });
    this.#isEstablished = true;
  }

  /** The direction ended, or the capture did. */
  end(direction: Direction): void {
    const side = this.#directions[direction];
    const searchedBytes = side.cutter.searchedBytes;
    if (searchedBytes > 0)
      this.#goDark(side, 'capture/gap', `the last ${searchedBytes} bytes hold a hole and no whole TLS record`);
    if (side.unreportedBytes === 0) return;
    const detail = `${side.unreportedBytes} more bytes of this direction are not in the capture`;
    this.#sink.missing(direction, side.unreportedBytes, 'capture/gap', detail);
    side.unreportedBytes = 0;
  }

  /** Of a record that began and did not end; null where none did. */
  describeUnfinished(direction: Direction): string | null {
    const { cutter, state } = this.#directions[direction];
    const unfinished = state === 'dark' ? null : cutter.unfinished;
    if (unfinished === null) return null;
    return `inside a TLS record: ${unfinished.haveBytes} of ${unfinished.recordBytes ?? 'unknown'} bytes are there`;
  }

  #readRecord(side: TlsDirection, record: CutRecord): void {
    switch (record.kind) {
      case 'lost':
        return this.#goDark(side, record.reason === 'gap' ? 'capture/gap' : 'tls/bad-record', record.detail);
      case 'damaged':
        this.#sink.record(side.direction, record.type, record.bodyBytes);
        return this.#readDamaged(side, record.type, record.bodyBytes);
      case 'whole':
        this.#sink.record(side.direction, record.type, record.bytes.length - recordHeaderBytes);
        return this.#readWhole(side, record.type, record.bytes);
    }
  }

  #readWhole(side: TlsDirection, type: number, record: Uint8Array): void {
    if (side.state === 'sealed') return this.#countSealed(side, type, record);
    // It became dark within the bytes at hand.
    if (side.state === 'dark') return this.#sink.bytes(side.direction, record);
    if (side.state === 'encrypted' && side.keys?.areAllTypesEncrypted === true) return this.#decrypt(side, record);
    const body = record.subarray(recordHeaderBytes);
    switch (type) {
      case contentType.changeCipherSpec:
        return this.#changeCipher(side, record);
      case contentType.alert:
        return this.#readAlert(side, body);
      case contentType.handshake:
        return this.#readHandshake(side, record);
      case contentType.applicationData:
        return side.state === 'encrypted' ? this.#decrypt(side, record) : this.#hold(side, record);
      default:
        return;
    }
  }

  /** In the clear. The server's hello means nothing before the client's, which names the session. */
  #readHandshake(side: TlsDirection, record: Uint8Array): void {
    if (side.hasHeld || (side.direction === 'toClient' && this.#facts.clientHello === null)) {
      return this.#hold(side, record);
    }
    for (const message of side.messages.feed(record.subarray(recordHeaderBytes)))
      this.#learn(side, message.type, message.body);
    if (side.messages.isTooLong) this.#goDark(side, 'tls/bad-record', 'a handshake message longer than 64 KiB');
  }

  #learn(side: TlsDirection, type: number, body: Uint8Array): void {
    this.#facts.learn(side.direction, { type, body });
    if (side.state !== 'clear') return;
    if (type === messageType.clientHello && side.direction === 'toServer') {
      if (this.#facts.clientHello === null) this.#sealAsCut('the ClientHello');
      else this.#replay(this.#directions.toClient);
    }
    const hello = this.#facts.serverHello;
    if (type !== messageType.serverHello || hello === null) return;
    if (hello.version === tls13) this.#takeTls13Keys();
    else this.#replay(this.#directions.toServer);
  }

  #takeTls13Keys(): void {
    for (const side of [this.#directions.toClient, this.#directions.toServer]) {
      if (side.state === 'clear') this.#takeKeys(side, findTls13Keys(side.direction, this.#facts, this.#keyLog));
    }
    for (const side of [this.#directions.toClient, this.#directions.toServer]) this.#replay(side);
  }

  #takeKeys(side: TlsDirection, found: KeysOrSeal): void {
    if (isSeal(found)) return this.#sealDirection(side, found);
    side.keys = found;
    side.state = 'encrypted';
    side.messages = new HandshakeMessages();
  }

  #decrypt(side: TlsDirection, record: Uint8Array): void {
    const opened = side.keys?.open(record) ?? { kind: 'passed-over' };
    if (opened.kind === 'unreadable') return this.#goDark(side, 'tls/bad-record', opened.detail);
    if (opened.kind === 'passed-over') return;
    const { type, bytes } = opened.content;
    if (side.keys?.isInApplication === true && side.direction === 'toServer') this.#establish();
    if (type === contentType.applicationData) {
      if (bytes.length > 0) this.#sink.bytes(side.direction, bytes);
    } else if (type === contentType.alert) this.#readAlert(side, bytes);
    else if (type === contentType.handshake) this.#readEncryptedHandshake(side, bytes);
    else if (type === contentType.changeCipherSpec) this.#takeTls12Keys(side);
  }

  #readEncryptedHandshake(side: TlsDirection, bytes: Uint8Array): void {
    for (const message of side.messages.feed(bytes)) {
      this.#facts.learn(side.direction, message);
      if (message.type === messageType.encryptedExtensions && this.#facts.isEarlyDataAccepted) {
        const detail = 'early data, which the server accepted and which is not decrypted';
        this.#sealDirection(this.#directions.toServer, { code: 'tls/unsupported', detail });
      }
      if (message.type === messageType.keyUpdate) side.keys?.update();
      if (message.type !== messageType.finished || side.keys?.isInApplication !== false) continue;
      side.keys.enterApplication();
      if (side.direction === 'toServer') this.#establish();
      if (!side.keys.hasApplication) {
        this.#sealDirection(side, { code: 'tls/no-key', detail: 'the key log has the keys of the handshake only' });
      }
    }
  }

  /** TLS 1.3 sends it for the sake of old middleboxes; before that it begins encryption. */
  #changeCipher(side: TlsDirection, record: Uint8Array): void {
    if (side.state !== 'clear') return;
    // A capture may have mixed the directions: the client's is not understood before the server's hello.
    if (this.#facts.isServerAwaited) return this.#hold(side, record);
    if (this.#facts.serverHello === null || this.#facts.serverHello.version === tls13) return;
    side.didChangeCipher = true;
    this.#takeTls12Keys(side);
    if (this.#directions.toServer.didChangeCipher && this.#directions.toClient.didChangeCipher) this.#establish();
  }

  /** Inside an encrypted session it ends a renegotiation, whose hellos were read by then. */
  #takeTls12Keys(side: TlsDirection): void {
    this.#takeKeys(side, findTls12Keys(side.direction, this.#facts, this.#keyLog));
  }

  #readAlert(side: TlsDirection, bytes: Uint8Array): void {
    const alert = parseAlert(bytes);
    if (alert?.isCloseNotify === true) this.#sink.closeNotify(side.direction);
    if (alert?.isFatal === true) this.#sink.failed(side.by, alert.name, this.#facts);
  }

  #readDamaged(side: TlsDirection, type: number, bodyBytes: number): void {
    if (side.state === 'sealed') return;
    if (side.state === 'clear') return this.#sealAsCut('the TLS handshake');
    const keys = side.keys;
    side.messages = new HandshakeMessages();
    const wasInApplication = keys?.isInApplication === true;
    keys?.skip();
    if (type !== contentType.applicationData || !wasInApplication) return;
    if (keys.overheadBytes === null) {
      return this.#goDark(
        side,
        'capture/gap',
        'a TLS record is not whole in the capture, and with CBC its length is unknown',
      );
    }
    this.#sayLost(side, Math.max(0, recordHeaderBytes + bodyBytes - keys.overheadBytes));
  }

  #isSureBehindHole(side: TlsDirection, record: Uint8Array, lostBytes: number): boolean {
    if (side.state === 'sealed') return record[0] === contentType.applicationData && record[1] === 3 && record[2] === 3;
    const keys = side.keys;
    const lost = keys === null ? null : side.tries.find(keys, record, lostBytes);
    if (keys === null || lost === null) return false;
    side.messages = new HandshakeMessages();
    if (lost.content === 'unknown')
      this.#goDark(side, 'capture/gap', 'a hole in the capture hides the end of the TLS handshake');
    if (lost.content === 'counted') this.#sayLost(side, lostContentBytes(keys, lost, lostBytes));
    return true;
  }

  #sayLost(side: TlsDirection, byteCount: number): void {
    this.#sink.missing(
      side.direction,
      byteCount,
      'capture/gap',
      `TLS records with ${byteCount} bytes are not whole in the capture`,
    );
  }

  /** Unread records: the length of their content is known but for padding, and whether the handshake came to its end. */
  #countSealed(side: TlsDirection, type: number, record: Uint8Array): void {
    if (type !== contentType.applicationData) return;
    if (this.#isEstablished) {
      const content = record.subarray(recordHeaderBytes, Math.max(recordHeaderBytes, record.length - overheadBytes));
      if (content.length > 0) this.#sink.bytes(side.direction, content);
    } else if (side.direction === 'toServer' && record.length >= minFinishedBytes) this.#establish();
  }

  #establish(): void {
    if (this.#isEstablished) return;
    this.#isEstablished = true;
    this.#sink.established(this.#facts.summarize());
  }

  #hold(side: TlsDirection, record: Uint8Array): void {
    if (side.hold(record)) return;
    this.#seal({ code: 'tls/no-key', detail: 'the hellos of the TLS handshake are not in the capture' });
  }

  #replay(side: TlsDirection): void {
    for (const record of side.takeHeld()) this.#readWhole(side, record[0] ?? 0, record);
  }

  #sealAsCut(what: string): void {
    this.#seal({ code: 'capture/gap', detail: `${what} is not whole in the capture, so its keys cannot be found` });
  }

  #seal(seal: Seal): void {
    for (const side of Object.values(this.#directions)) if (side.state === 'clear') this.#sealDirection(side, seal);
  }

  #sealDirection(side: TlsDirection, seal: Seal): void {
    side.state = 'sealed';
    side.keys = null;
    this.#sink.missing(side.direction, null, seal.code, seal.detail);
    this.#replay(side);
  }

  #goDark(side: TlsDirection, code: SourceProblemCode, detail: string): void {
    if (side.state === 'clear') this.#seal({ code, detail });
    else if (side.state === 'encrypted') this.#sink.missing(side.direction, null, code, detail);
    side.state = 'dark';
    side.keys = null;
    side.takeHeld();
  }
}
