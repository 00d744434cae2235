// The list of charts of what happened second by second: a new one is an entry here and a place in sections/charts.ts. In: nothing. Out:
// what each shows, in which colour, in which unit.
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../core/report/index.js';
import type { PageCharts } from './page-data.js';
import type { ColourName } from './palette.js';

export type Column = readonly (number | null)[];

export interface SeriesChart {
  /** Of the place in the document. */
  readonly id: string;
  readonly lines: readonly {
    readonly words: string;
    readonly colour: ColourName;
    readonly pick: (charts: PageCharts) => Column;
  }[];
  readonly format: (value: number) => string;
  /** Distances between ticks: those of bytes are powers of two, so that labels are round. */
  readonly ticks: 'bytes' | 'whole' | 'decimal';
  /** Filled down to zero, and nothing when it is always zero; a window or a percentile is a level, not an amount. */
  readonly isFilled: boolean;
  /** Shades the stretches in which a window held up bytes that way. */
  readonly stallsOf?: 'toServer' | 'toClient';
}

export const seriesCharts: readonly SeriesChart[] = [
  {
    id: 'throughput',
    lines: [
      { words: 'to the server', colour: '--first', pick: (charts) => charts.toServerBytesPerSec },
      { words: 'to the client', colour: '--second', pick: (charts) => charts.toClientBytesPerSec },
    ],
    format: formatRate,
    ticks: 'bytes',
    isFilled: true,
  },
  {
    id: 'in-flight',
    lines: [{ words: 'calls open', colour: '--first', pick: (charts) => charts.inFlightMax }],
    format: formatCount,
    ticks: 'whole',
    isFilled: true,
  },
  {
    id: 'window',
    lines: [
      { words: 'on the connection', colour: '--first', pick: (charts) => charts.connectionWindowMinBytes },
      { words: 'on the fullest stream', colour: '--second', pick: (charts) => charts.streamWindowMinBytes },
    ],
    stallsOf: 'toServer',
    format: formatBytes,
    ticks: 'bytes',
    isFilled: false,
  },
  {
    id: 'client-window',
    lines: [{ words: 'on the connection', colour: '--first', pick: (charts) => charts.toClientWindowMinBytes }],
    stallsOf: 'toClient',
    format: formatBytes,
    ticks: 'bytes',
    isFilled: false,
  },
  {
    id: 'chunk-latency',
    lines: [
      { words: 'half of them', colour: '--first', pick: (charts) => charts.chunkCallP50MaxMs },
      { words: '99 of 100', colour: '--second', pick: (charts) => charts.chunkCallP99MaxMs },
    ],
    format: formatDuration,
    ticks: 'decimal',
    isFilled: false,
  },
];
