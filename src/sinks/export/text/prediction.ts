// Predictions for people: a table of at most 80 columns and the sentences around it. In: values of core/model. Out: text.
import type { Advice, Model, Prediction } from '../../../core/model/index.js';
import {
  causeWords,
  formatBytes,
  formatDuration,
  formatFactor,
  formatPercent,
  formatRate,
} from '../../../core/report/index.js';
import { wrapText } from './table.js';

export interface PredictionText {
  readonly model: Model;
  /** Under the recording's own conditions: how well the model knows the session. */
  readonly asRecorded: Prediction;
  readonly predictions: readonly Prediction[];
  /** What to change first at the slowest of them, or each of them with the list of known chunks instead of questions. */
  readonly conclusion:
    | { readonly kind: 'advice'; readonly advice: Advice | null; readonly at: Prediction }
    | { readonly kind: 'head-gain'; readonly withKnownChunks: readonly Prediction[] };
}

export function renderPrediction({ model, asRecorded, predictions, conclusion }: PredictionText): string {
  const all = [asRecorded, ...predictions];
  const sentences =
    conclusion.kind === 'advice'
      ? [describeAdvice(conclusion.advice, conclusion.at)]
      : conclusion.withKnownChunks.map((known, at) => describeHeadGain(known, predictions[at]!));
  const blocks = [
    describeModel(model, asRecorded),
    renderTable(model, all),
    describeLimits(all),
    sentences.flatMap((sentence) => wrapText(sentence, '')),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const facts = (name: string, words: string): string[] => {
  const [first = '', ...more] = wrapText(words, ' '.repeat(11));
  return [`  ${name.padEnd(9)}${first.trimStart()}`, ...more];
};

function describeModel({ recording, pipeline, rttMs }: Model, asRecorded: Prediction): string[] {
  const { kind, snapshot, durationMs, client, leftOutCount, session } = recording;
  const errorShare = durationMs === 0 ? 0 : asRecorded.durationMs / durationMs - 1;
  const places = `${pipeline.depth} chunk call${pipeline.depth === 1 ? '' : 's'} open${pipeline.per === 'archive' ? ' for each archive' : ''}`;
  const recorded = `${formatDuration(durationMs)} at a round trip of ${formatDuration(rttMs)}; the model makes it ${formatDuration(asRecorded.durationMs)} (${formatChange(errorShare)})`;
  const leftOut = `${leftOutCount} calls without a whole reply, or beyond what the model keeps`;
  return [
    `SESSION ${session}: ${kind}${snapshot === null ? '' : ` of ${snapshot}`}`,
    ...facts('recorded', recorded),
    ...facts('client', `${client.name}: at most ${places}`),
    ...facts('chunks', `${formatBytes(asRecorded.chunkBytes)} on the line`),
    ...(leftOutCount === 0 ? [] : facts('left out', leftOut)),
  ];
}

const columns = ['round trip', 'bandwidth', 'open', 'duration', 'factor', 'rate'] as const;
const widths = [10, 12, 6, 10, 8, 11] as const;

/** One line a prediction, the recording's own conditions first; `factor`: of the recorded duration. */
function renderTable({ recording }: Model, predictions: readonly Prediction[]): string[] {
  const row = (cells: readonly string[]): string => cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('');
  return [
    `${row(columns)}  limited by`,
    ...predictions.map((one) => {
      const cells = [
        formatDuration(one.rttMs),
        one.bitsPerSec === null ? 'as was' : formatBits(one.bitsPerSec),
        String(one.depth),
        formatDuration(one.durationMs),
        formatFactor(one.durationMs / recording.durationMs),
        formatRate(one.bytesPerSec),
      ];
      return `${row(cells)}  ${one.limitedBy} ${formatPercent(one.limitShare)}`;
    }),
  ];
}

/** What the causes of the table mean, each once. */
function describeLimits(predictions: readonly Prediction[]): string[] {
  const causes = new Set(predictions.map(({ limitedBy }) => limitedBy));
  return [...causes].map((cause) => `${cause}: ${causeWords[cause]}`);
}

function describeAdvice(advice: Advice | null, { rttMs }: Prediction): string {
  const at = `At a round trip of ${formatDuration(rttMs)}`;
  if (advice === null) return `${at} no single change saves more than a few percent.`;
  const { change, fromMs, toMs } = advice;
  return `${at}, change first: ${change}. ${formatDuration(fromMs)} would become ${formatDuration(toMs)} (${formatChange(toMs / fromMs - 1)}).`;
}

/** The gain of the list of known chunks as a number. */
function describeHeadGain(known: Prediction, asking: Prediction): string {
  return `At a round trip of ${formatDuration(known.rttMs)}, asking for each chunk before it is sent, ${asking.depth} at a time, takes ${formatDuration(asking.durationMs)}; with PBS's list of known chunks it is ${formatDuration(known.durationMs)}. The list is worth a factor of ${formatFactor(asking.durationMs / known.durationMs)}.`;
}

/** A share as a change: `+4.2 %`, `-53 %`, `0 %`. */
function formatChange(share: number): string {
  if (Math.abs(share) < 0.0005) return '0 %';
  return `${share < 0 ? '-' : '+'}${formatPercent(Math.abs(share))}`;
}

const bitUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

function formatBits(bitsPerSec: number): string {
  let value = bitsPerSec;
  let unit = 0;
  while (value >= 1000 && unit < bitUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))} ${bitUnits[unit]}`;
}
