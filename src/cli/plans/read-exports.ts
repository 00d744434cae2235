// --pcapng, --snap, --har, --prometheus, --otlp of the commands that relay. In: flags. Out: what to export where, checked as far as can be
// before anything runs: nobody wants an older file gone.
import { existsSync, statSync } from 'node:fs';
import { OperatorError } from '../errors/index.js';
import { type HostPort, parseHostPort, parseSizeBytes } from '../settings/index.js';

export interface ExportPlan {
  readonly pcapngPath: string | undefined;
  /** Of each DATA frame; null: all. */
  readonly snapBytes: number | null;
  readonly harPath: string | undefined;
  readonly prometheus: HostPort | undefined;
  readonly otlpUrl: URL | undefined;
}

const defaultSnap = '256B';

export const exportOptions = {
  pcapng: { type: 'string', describe: 'write the decrypted stream there, for Wireshark (docs/exports.md)' },
  snap: { type: 'string', default: defaultSnap, describe: 'of bodies, keep so much in --pcapng: 256B, or all' },
  har: { type: 'string', describe: 'write the calls there at the end, as HTTP Archive' },
  prometheus: { type: 'string', describe: 'show metrics at http://HOST:PORT/metrics: 127.0.0.1:9808' },
  otlp: { type: 'string', describe: 'send each session as a trace to this OpenTelemetry collector: http://HOST:4318' },
} as const;

/** Undefined: none was asked for. */
export function readExports(flag: (name: string) => string | undefined): ExportPlan | undefined {
  if (askedExport(flag) === undefined) return undefined;
  const snap = flag('snap') ?? defaultSnap;
  const prometheus = flag('prometheus');
  const otlp = flag('otlp');
  return {
    pcapngPath: newFile('pcapng', flag('pcapng')),
    snapBytes: snap === 'all' ? null : parseSizeBytes('snap', snap),
    harPath: newFile('har', flag('har')),
    prometheus: prometheus === undefined ? undefined : parseHostPort('prometheus', prometheus, defaultMetricsPort),
    otlpUrl: otlp === undefined ? undefined : parseCollector(otlp),
  };
}

/** The first flag that asks for an export; `snap` alone asks for none. */
export const askedExport = (flag: (name: string) => string | undefined): string | undefined =>
  ['pcapng', 'har', 'prometheus', 'otlp'].find((name) => flag(name) !== undefined);

const defaultMetricsPort = 9808;

function newFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined || !existsSync(path)) return path;
  const facts = statSync(path);
  if (facts.isDirectory() || (facts.isFile() && facts.size > 0))
    throw new OperatorError(`${path} exists.`, `Name another file for --${name}, or remove it.`);
  return path;
}

function parseCollector(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new OperatorError(`--otlp ${text} is no address of a collector.`, 'Write it like http://127.0.0.1:4318.');
  return url;
}
