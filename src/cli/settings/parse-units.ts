// In: what a person wrote for a duration, a size, a rate or an address. Out: numbers in ms, bytes, bits per second, shares of 1.
// A bare number is refused (product.md 2): 80 what?
import { OperatorError } from '../errors/index.js';

const durationUnits: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
const sizeUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};
const rateUnits: Readonly<Record<string, number>> = {
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
  'kb/s': 8e3,
  'mb/s': 8e6,
  'gb/s': 8e9,
  'kib/s': 8 * 2 ** 10,
  'mib/s': 8 * 2 ** 20,
  'gib/s': 8 * 2 ** 30,
};

function parseWithUnit(flag: string, text: string, units: Readonly<Record<string, number>>, example: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z/%]+)\s*$/i.exec(text);
  const factor = match === null ? undefined : units[(match[2] ?? '').toLowerCase()];
  if (match === null || factor === undefined) {
    throw new OperatorError(
      `--${flag} ${text} is not a value with a unit.`,
      `Write it like ${example} (units: ${Object.keys(units).join(', ')}).`,
    );
  }
  return Number(match[1]) * factor;
}

/** `80ms` → 80. */
export const parseDurationMs = (flag: string, text: string): number => parseWithUnit(flag, text, durationUnits, '80ms');
/** A duration after which something is done: `0s` would always be now. */
export function parseWaitMs(flag: string, text: string): number {
  const waitMs = parseDurationMs(flag, text);
  if (waitMs > 0) return waitMs;
  throw new OperatorError(`--${flag} ${text} is no time to wait.`, 'Give one above zero, for example 10s.');
}
/** `4MiB` → 4194304. */
export const parseSizeBytes = (flag: string, text: string): number =>
  Math.round(parseWithUnit(flag, text, sizeUnits, '4MiB'));
/** `20mbit` → 20000000; `5MiB/s` → 41943040. */
export const parseRateBitsPerSec = (flag: string, text: string): number =>
  parseWithUnit(flag, text, rateUnits, '20mbit');

/** `0.1%` → 0.001. */
export const parseShare = (flag: string, text: string): number => parseWithUnit(flag, text, { '%': 0.01 }, '0.1%');

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `host`, `host:port`, `[v6]:port`. */
export function parseHostPort(flag: string, text: string, defaultPort: number): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^:[\]\s]+))(?::(\d+))?$/.exec(text.trim());
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (match === null || port > 65_535) {
    throw new OperatorError(
      `--${flag} ${text} is not an address.`,
      `Write HOST:PORT, for example 127.0.0.1:${defaultPort} or [::1]:${defaultPort}.`,
    );
  }
  return { host: match[1] ?? match[2] ?? '', port };
}

/** IPv6 in brackets. */
export const formatHostPort = ({ host, port }: HostPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
