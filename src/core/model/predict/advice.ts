// What to change first, and what it would bring. In: a model and a scenario. Out: the change, of a fixed list, that saves most time;
// each is tried in the simulation, none is guessed.
import { type Model, type Prediction, predict, type Scenario } from './predict.js';
import { asRecorded, type Speeds } from './simulate.js';

export interface Advice {
  readonly change: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Change {
  /** Null: it cannot be changed, or would change nothing. */
  apply(model: Model, scenario: Scenario, now: Prediction): Tried | null;
}

interface Tried {
  readonly words: string;
  readonly scenario: Scenario;
  readonly speeds: Speeds;
}

/** What QEMU's restore does; more brings little at the distances that are. */
const wishedDepth = 16;
const wishedWindowBytes = 32 * 1024 * 1024;
/** Less is not worth a sentence. */
const minGainShare = 0.03;

const changes: readonly Change[] = [
  {
    apply: (model, scenario, now) =>
      now.depth >= wishedDepth
        ? null
        : {
            words: `${wishedDepth} chunks under way at a time instead of ${now.depth}${model.recording.kind === 'restore' ? ' (QEMU: PBS_RESTORE_FETCH_CONCURRENCY=16; the file client fetches one by one)' : ''}`,
            scenario: { ...scenario, depth: wishedDepth },
            speeds: asRecorded,
          },
  },
  {
    apply: ({ recording }, scenario) =>
      (scenario.windowBytes ?? recording.windowBytes.connection ?? wishedWindowBytes) >= wishedWindowBytes
        ? null
        : {
            words: 'flow-control windows of 32 MiB, as PBS has them',
            scenario: { ...scenario, windowBytes: wishedWindowBytes },
            speeds: asRecorded,
          },
  },
  {
    apply: (_model, scenario) => ({
      words: 'a line of twice the bandwidth',
      scenario,
      speeds: { ...asRecorded, lineFactor: 0.5 },
    }),
  },
  {
    apply: (_model, scenario) => ({
      words: 'a server that answers twice as fast',
      scenario,
      speeds: { ...asRecorded, serverFactor: 0.5 },
    }),
  },
  {
    apply: (_model, scenario) => ({
      words: 'a client that reads, cuts and compresses twice as fast',
      scenario,
      speeds: { ...asRecorded, clientFactor: 0.5 },
    }),
  },
  {
    apply: (_model, scenario, now) => ({
      words: 'a server at half the distance (half the round trip)',
      scenario: { ...scenario, rttMs: now.rttMs / 2 },
      speeds: asRecorded,
    }),
  },
];

/** Null: nothing alone saves more than a few percent. */
export function adviseFirst(model: Model, scenario: Scenario): Advice | null {
  const now = predict(model, scenario);
  let best: Advice | null = null;
  for (const { apply } of changes) {
    const tried = apply(model, scenario, now);
    if (tried === null) continue;
    const toMs = predict(model, tried.scenario, tried.speeds).durationMs;
    if (toMs < (best?.toMs ?? now.durationMs * (1 - minGainShare))) {
      best = { change: tried.words, fromMs: now.durationMs, toMs };
    }
  }
  return best;
}
