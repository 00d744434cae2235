// In: --wan NAME and the flags that change its figures. Out: the line that the relay emulates, or none. A flag wins over the named
// line, the flag of one direction over that of both. The figures and where they come from: docs/wan.md.
import type { Options } from 'yargs';
import { nearestWord, OperatorError } from '../errors/index.js';
import { parseDurationMs, parseRateBitsPerSec, parseShare } from '../settings/index.js';

export interface EmulatedLine {
  /** One way (D14). */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Null: as fast as it goes. */
  readonly rateBitsPerSec: { readonly toServer: number | null; readonly toClient: number | null };
  readonly lossShare: number;
  readonly handshakeDelayMs: number;
}

const bothWays = (rate: number | null): EmulatedLine['rateBitsPerSec'] => ({ toServer: rate, toClient: rate });
const mbit = 1e6;
/** Healthy lines: what they lose is too little to see, and radio links repair theirs below IP, as jitter. */
const clean = { lossShare: 0, handshakeDelayMs: 0 } as const;

/** One-way delays and rates of lines that people have; a round trip of 84 ms is 42 ms one way. */
export const namedLines: Readonly<Record<string, EmulatedLine>> = {
  lan: { delayMs: 0.25, jitterMs: 0, rateBitsPerSec: bothWays(1000 * mbit), ...clean },
  metro: { delayMs: 2.5, jitterMs: 0.3, rateBitsPerSec: bothWays(1000 * mbit), ...clean },
  transatlantic: { delayMs: 42, jitterMs: 1, rateBitsPerSec: bothWays(200 * mbit), ...clean },
  intercontinental: { delayMs: 120, jitterMs: 3, rateBitsPerSec: bothWays(100 * mbit), ...clean },
  lte: { delayMs: 20, jitterMs: 12, rateBitsPerSec: { toServer: 12 * mbit, toClient: 40 * mbit }, ...clean },
  satellite: { delayMs: 290, jitterMs: 20, rateBitsPerSec: { toServer: 3 * mbit, toClient: 25 * mbit }, ...clean },
  dsl: { delayMs: 9, jitterMs: 2, rateBitsPerSec: { toServer: 10 * mbit, toClient: 50 * mbit }, ...clean },
  vpn: { delayMs: 15, jitterMs: 2, rateBitsPerSec: bothWays(100 * mbit), ...clean },
};

const names = Object.keys(namedLines);
const noLine: EmulatedLine = { delayMs: 0, jitterMs: 0, rateBitsPerSec: bothWays(null), ...clean };

/** The demo's: a round trip of 40 ms. */
export const demoLine: EmulatedLine = { ...noLine, delayMs: 20, rateBitsPerSec: bothWays(100 * mbit) };

/** The options of every command that has a relay. */
export const lineOptions: Readonly<Record<string, Options>> = {
  wan: { type: 'string', describe: `emulate a line: ${names.join(', ')}` },
  delay: { type: 'string', describe: 'its delay one way, for example 20ms (a round trip of 40 ms)' },
  jitter: { type: 'string', describe: 'up to so much more, each way' },
  rate: { type: 'string', describe: 'its rate each way, for example 50mbit' },
  'rate-to-server': { type: 'string', describe: 'its rate towards the server (upload)' },
  'rate-to-client': { type: 'string', describe: 'its rate towards the client (download)' },
  loss: { type: 'string', describe: 'packets lost, for example 0.1%: the stalls and the rate of a TCP sender' },
  'handshake-delay': { type: 'string', describe: 'what TCP and TLS take beyond their round trips' },
};

/** Beyond this nothing is a line: TCP and TLS alone would take longer than a client waits for them (protocol.md 1.2). */
const maxDelayMs = 5_000;
/** Memory of one direction: what it holds is two round trips at its rate (docs/wan.md). */
const maxHeldBytes = 256 * 1024 * 1024;

export type LineFlag = (name: string) => string | undefined;

/** `flag` gives a flag's text, or undefined where it was not given; `usual` is the line where no name was given. */
export function readLine(flag: LineFlag, usual: EmulatedLine | null = null): EmulatedLine | null {
  if (Object.keys(lineOptions).every((name) => flag(name) === undefined)) return usual;
  const named = readNamed(flag('wan'), usual ?? noLine);
  const duration = (name: string, otherwise: number): number => {
    const text = flag(name);
    return text === undefined ? otherwise : parseDurationMs(name, text);
  };
  const rate = (direction: 'toServer' | 'toClient', name: string): number | null => {
    const own = flag(name);
    if (own !== undefined) return readRate(name, own);
    const both = flag('rate');
    return both === undefined ? named.rateBitsPerSec[direction] : readRate('rate', both);
  };
  const loss = flag('loss');
  const line: EmulatedLine = {
    delayMs: duration('delay', named.delayMs),
    jitterMs: duration('jitter', named.jitterMs),
    rateBitsPerSec: { toServer: rate('toServer', 'rate-to-server'), toClient: rate('toClient', 'rate-to-client') },
    lossShare: loss === undefined ? named.lossShare : readLoss(loss),
    handshakeDelayMs: duration('handshake-delay', named.handshakeDelayMs),
  };
  checkLine(line);
  return line;
}

function readNamed(name: string | undefined, usual: EmulatedLine): EmulatedLine {
  if (name === undefined) return usual;
  const named = namedLines[name];
  if (named !== undefined) return named;
  const nearest = nearestWord(name, names);
  throw new OperatorError(
    `There is no line named ${name}.`,
    nearest === null ? `Choose one of ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

function readRate(name: string, text: string): number {
  const bitsPerSec = parseRateBitsPerSec(name, text);
  if (bitsPerSec > 0) return bitsPerSec;
  throw new OperatorError(
    `--${name} ${text} lets nothing through.`,
    'Give a rate above 0, or leave it out for no limit.',
  );
}

function readLoss(text: string): number {
  const share = parseShare('loss', text);
  if (share < 1) return share;
  throw new OperatorError(`--loss ${text} lets nothing through.`, 'Give less than 100%.');
}

function checkLine({ delayMs, jitterMs, rateBitsPerSec }: EmulatedLine): void {
  if (delayMs + jitterMs > maxDelayMs) {
    throw new OperatorError(
      `A line of ${delayMs + jitterMs} ms one way carries no backup: its client gives up first.`,
      `Give at most ${maxDelayMs / 1000}s for --delay and --jitter together.`,
    );
  }
  const fastest = Math.max(rateBitsPerSec.toServer ?? 0, rateBitsPerSec.toClient ?? 0);
  const heldBytes = (fastest / 8_000) * 4 * (delayMs + jitterMs);
  if (heldBytes > maxHeldBytes) {
    throw new OperatorError(
      `Such a line would hold ${Math.round(heldBytes / 2 ** 20)} MiB on the way.`,
      'Give a lower --rate or a shorter --delay.',
    );
  }
}

/** `42 ms one way, up to 1 ms more, 10 Mbit/s to the server, 50 Mbit/s to the client`: what is not there is not said. */
export function describeLine({ delayMs, jitterMs, rateBitsPerSec, lossShare, handshakeDelayMs }: EmulatedLine): string {
  const { toServer, toClient } = rateBitsPerSec;
  const parts = [`${delayMs} ms one way`];
  if (jitterMs > 0) parts.push(`up to ${jitterMs} ms more`);
  if (toServer !== null && toServer === toClient) parts.push(`${toServer / mbit} Mbit/s each way`);
  else {
    if (toServer !== null) parts.push(`${toServer / mbit} Mbit/s to the server`);
    if (toClient !== null) parts.push(`${toClient / mbit} Mbit/s to the client`);
  }
  if (lossShare > 0) parts.push(`${Number((lossShare * 100).toPrecision(3))} % of packets lost`);
  if (handshakeDelayMs > 0) parts.push(`${handshakeDelayMs} ms more for a handshake`);
  return parts.join(', ');
}
