// How the programs that speak this protocol differ on the wire where the calls are the same: a table, from captures of each
// (protocol.md 1.5, 1.7, 1.9, 1.11). What they call, and when, is not here.
import type { EndpointName } from '../../core/pbs/index.js';

export type DialectName = 'file' | 'qemu' | 'go';

export interface Dialect {
  /** SETTINGS as sent; absent ones are left at their default. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** What the connection's window is raised to. */
  readonly connectionWindowBytes: number;
  /** The upgrade's `debug`; null: neither it nor `benchmark` is sent. */
  readonly debug: boolean | null;
  /** Header names and tokens as Go's client writes them; the official ones else. */
  readonly heads: 'official' | 'go';
  /** Calls whose parameters go as JSON into the body. */
  readonly jsonCalls: ReadonlySet<EndpointName>;
  /** Calls inside the session that repeat the credentials. */
  readonly authorizedCalls: ReadonlySet<EndpointName>;
}

const maxWindowBytes = 2 ** 31 - 2;
const none: ReadonlySet<EndpointName> = new Set();

const official: Dialect = {
  settings: { initialWindowSize: maxWindowBytes, maxFrameSize: 4 * 1024 * 1024 },
  connectionWindowBytes: maxWindowBytes,
  debug: true,
  heads: 'official',
  jsonCalls: none,
  authorizedCalls: none,
};

const indexCalls = ['createDynamicIndex', 'createFixedIndex', 'closeDynamicIndex', 'closeFixedIndex'] as const;

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  file: official,
  qemu: { ...official, debug: false },
  go: {
    settings: {
      enablePush: false,
      initialWindowSize: 4 * 1024 * 1024,
      maxFrameSize: 16_384,
      maxHeaderListSize: 10 * 1024 * 1024,
    },
    connectionWindowBytes: 65_535 + 2 ** 30,
    debug: null,
    heads: 'go',
    jsonCalls: new Set(indexCalls),
    authorizedCalls: new Set([...indexCalls, 'downloadPrevious', 'finish', 'downloadFile', 'downloadChunk']),
  },
};
