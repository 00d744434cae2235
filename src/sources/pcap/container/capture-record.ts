// In: nothing. Out: what a capture file holds, the same for every container: packets, TLS secrets, damage. Types only.
import type { ByteFeed } from '../byte-feed.js';

/** Seconds since 1970, apart from their fraction so that nanoseconds survive in doubles. */
export interface CaptureTime {
  readonly seconds: number;
  readonly fractionMs: number;
}

export interface Packet {
  readonly kind: 'packet';
  /** Null where the container gives no time (simple packet blocks). */
  readonly time: CaptureTime | null;
  /** LINKTYPE_ number of the interface. */
  readonly linkType: number;
  /** What was captured; may be less than `wireBytes`. */
  readonly bytes: Uint8Array;
  readonly wireBytes: number;
}

/** NSS key log lines that travel inside the capture. */
interface Secrets {
  readonly kind: 'secrets';
  readonly keylog: string;
}

/** Packets that the capture tool says it lost since it last said so. */
interface Dropped {
  readonly kind: 'dropped';
  readonly packetCount: number;
}

/** Something that does not follow the format; after a fatal one nothing more can be read. */
interface Damage {
  readonly kind: 'damage';
  readonly detail: string;
  readonly isFatal: boolean;
}

export type CaptureRecord = Packet | Secrets | Dropped | Damage;

/** Reads one record from the feed; null while its bytes are not all there (they stay in the feed). */
export interface ContainerReader {
  read(feed: ByteFeed): CaptureRecord | null;
}

/** Jumbo and offloaded packets stay under 256 KiB; a length beyond 16 MiB is damage, not a packet to wait for. */
export const maxRecordBytes = 16 * 1024 * 1024;
