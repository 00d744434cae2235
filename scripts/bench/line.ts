// `npm run bench -- line`: what the emulated line achieves on sockets, against what was asked of it: round trip of small calls, rate
// each way, through `pbscope proxy` as users run it. In: the running origin. Out: rows, and their text. Asserts nothing.
import { namedLines } from '../../src/cli/plans/index.js';
import { chunkBodyBytes } from './h2-bytes.js';
import { measure } from './measure.js';
import { type RunningSystem, type Surroundings, startPbscope } from './systems.js';

interface AskedLine {
  readonly name: string;
  readonly flags: readonly string[];
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly rateBitsPerSec: { readonly toServer: number | null; readonly toClient: number | null };
}

interface LineRow {
  readonly name: string;
  /** Round trips of small calls, the quickest tenth: on a busy machine the others tell of its neighbours. */
  readonly askedMs: number;
  readonly achievedMs: number;
  /** What the same calls take at the same time through a proxy without a line; it is no part of `achievedMs`. */
  readonly ownMs: number;
  readonly up: RateResult | null;
  readonly down: RateResult | null;
}

interface RateResult {
  readonly askedMbit: number;
  readonly mbit: number;
}

/** Long enough for a rate to be one, short enough for a dozen lines. */
const measuredMs = 3_000;
const maxSmallCount = 400;
const minSmallCount = 12;
/** Two chunks' time is measured, from the first reply on. */
const minChunkCount = 3;
const mbitPerMib = (8 * 2 ** 20) / 1e6;

const custom = (name: string, delayMs: number, mbit: number | null): AskedLine => ({
  name,
  flags: name.split(' '),
  delayMs,
  jitterMs: 0,
  rateBitsPerSec: { toServer: mbit === null ? null : mbit * 1e6, toClient: mbit === null ? null : mbit * 1e6 },
});

const lines: readonly AskedLine[] = [
  ...Object.entries(namedLines).map(([name, line]) => ({ name, flags: ['--wan', name], ...line })),
  custom('--delay 0.5ms', 0.5, null),
  custom('--delay 10ms', 10, null),
  custom('--delay 75ms', 75, null),
  custom('--delay 50ms --rate 500mbit', 50, 500),
  custom('--delay 200ms --rate 100mbit', 200, 100),
];

/** The jitter of two ways is triangular: a tenth of the round trips have less than this share of it. */
const quickJitterShare = Math.sqrt(0.2);

async function measureLine(asked: AskedLine, plain: RunningSystem, surroundings: Surroundings): Promise<LineRow> {
  const system = await startPbscope(surroundings, asked.flags);
  try {
    const askedMs = 2 * asked.delayMs + quickJitterShare * asked.jitterMs;
    const smallCount = Math.round(Math.min(maxSmallCount, Math.max(minSmallCount, measuredMs / askedMs)));
    const ownMs = (await measure(plain, 'small', maxSmallCount)).roundTripP10Us / 1000;
    const roundTripMs = (await measure(system, 'small', smallCount)).roundTripP10Us / 1000;
    const rate = async (kind: 'up' | 'down', askedRate: number | null): Promise<RateResult | null> => {
      if (askedRate === null) return null;
      const chunkCount = Math.max(minChunkCount, Math.ceil((askedRate / 8_000) * (measuredMs / chunkBodyBytes)));
      const { steadyMibPerSec } = await measure(system, kind, chunkCount);
      return { askedMbit: askedRate / 1e6, mbit: steadyMibPerSec * mbitPerMib };
    };
    return {
      name: asked.name,
      askedMs,
      achievedMs: roundTripMs - ownMs,
      ownMs,
      up: await rate('up', asked.rateBitsPerSec.toServer),
      down: await rate('down', asked.rateBitsPerSec.toClient),
    };
  } finally {
    await system.stop();
  }
}

export async function benchLines(
  surroundings: Surroundings,
  progress: (text: string) => void,
): Promise<readonly LineRow[]> {
  const plain = await startPbscope(surroundings, []);
  try {
    const rows: LineRow[] = [];
    for (const asked of lines) {
      progress(`line ${asked.name}`);
      rows.push(await measureLine(asked, plain, surroundings));
    }
    return rows;
  } finally {
    await plain.stop();
  }
}

export function renderLines(rows: readonly LineRow[]): string {
  const percent = (achieved: number, asked: number): string =>
    `${achieved >= asked ? '+' : ''}${((achieved / asked - 1) * 100).toFixed(1)} %`;
  const rate = (result: RateResult | null): string =>
    result === null
      ? 'no limit'
      : `${result.askedMbit} → ${result.mbit.toFixed(result.mbit < 10 ? 2 : 1)} (${percent(result.mbit, result.askedMbit)})`;
  return [
    `Node ${process.versions.node}; round trip: quickest tenth of small calls, without what they take through pbscope alone; rates in Mbit/s`,
    '',
    '| line | round trip asked → achieved | to server | to client |',
    '|---|---|---|---|',
    ...rows.map(
      ({ name, askedMs, achievedMs, ownMs, up, down }) =>
        `| \`${name}\` | ${askedMs.toFixed(1)} → ${achievedMs.toFixed(2)} ms (${percent(achievedMs, askedMs)}), alone ${ownMs.toFixed(2)} ms | ${rate(up)} | ${rate(down)} |`,
    ),
    '',
  ].join('\n');
}
