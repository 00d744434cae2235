// The charts of what happened second by second: throughput, calls in flight, window, latency of chunks. In: the series of a session or of
// all, and the places. Out: charts that follow the view, with what the cursor points at in words beside them.
import type uPlot from 'uplot';
import { formatBytes, formatClock, formatCount, formatDuration, formatRate } from '../../../core/report/index.js';
import { createChart } from './chart.js';
import type { PageCharts } from './page-data.js';
import { type ColourName, colourOf } from './palette.js';
import type { View } from './view.js';

type Column = readonly (number | null)[];

interface SeriesChart {
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
}

const chartHeight = 150;
const tickRoom = 24;
/** Up to a petabyte. */
const byteSteps = Array.from({ length: 51 }, (_, power) => 2 ** power);
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

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
    lines: [{ words: 'left to send', colour: '--first', pick: (charts) => charts.connectionWindowMinBytes }],
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

/** Null: nothing of this kind was seen, and the place says so. */
export function createSeriesChart(
  figure: HTMLElement,
  view: View,
  chart: SeriesChart,
  charts: PageCharts,
): uPlot | null {
  const columns = chart.lines.map((line) => line.pick(charts));
  const isEmpty = columns.every((column) => column.every((value) => value === null || (chart.isFilled && value === 0)));
  figure.classList.toggle('is-empty', isEmpty);
  const place = figure.querySelector<HTMLElement>('.chart');
  const readout = figure.querySelector<HTMLElement>('.readout');
  if (isEmpty || place === null || readout === null) return null;
  return createChart(
    place,
    view,
    {
      height: chartHeight,
      series: chart.lines.map(({ colour }) => ({
        stroke: colourOf(colour),
        width: 1.5,
        paths: stepPaths(charts.stepMs),
        points: { show: false },
        ...(chart.isFilled ? { fill: fade(colourOf(colour)) } : {}),
      })),
      yScale: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
      yAxis: {
        space: tickRoom,
        ...(chart.ticks === 'decimal' ? {} : { incrs: chart.ticks === 'bytes' ? byteSteps : wholeSteps }),
        values: (_chart, splits) =>
          splits.map((value) => (Number.isInteger(value) || value > 0 ? chart.format(value) : '')),
      },
      hooks: {
        setCursor: [
          ({ cursor: { idx } }) => {
            readout.textContent = idx === null || idx === undefined ? '' : describeStep(chart, charts, idx);
          },
        ],
      },
    },
    [[...charts.atMs], ...columns.map((column) => [...column])],
  );
}

/** A step stands for its own time only: where nothing was seen, nothing is drawn. */
function stepPaths(stepMs: number): uPlot.Series.PathBuilder {
  return (chart, seriesIndex) => {
    const [times = [], values = []] = [chart.data[0], chart.data[seriesIndex]];
    const stroke = new Path2D();
    const fill = new Path2D();
    const floor = chart.valToPos(0, 'y', true);
    let isOpen = false;
    times.forEach((atMs, index) => {
      const value = values[index] ?? null;
      if (value !== null) {
        const [left, right] = [chart.valToPos(atMs, 'x', true), chart.valToPos(atMs + stepMs, 'x', true)];
        const top = chart.valToPos(value, 'y', true);
        if (isOpen) stroke.lineTo(left, top);
        else stroke.moveTo(left, top);
        stroke.lineTo(right, top);
        fill.rect(left, top, right - left, floor - top);
      }
      isOpen = value !== null;
    });
    return { stroke, fill };
  };
}

function describeStep(chart: SeriesChart, charts: PageCharts, index: number): string {
  const step = Math.min(index, charts.atMs.length - 1);
  const values = chart.lines.flatMap((line) => {
    const value = line.pick(charts)[step] ?? null;
    return value === null ? [] : [`${chart.format(value)} ${line.words}`];
  });
  return values.length === 0 ? '' : `${formatClock(charts.atMs[step] ?? 0)}: ${values.join(', ')}`;
}

/** `rgb(1, 2, 3)` as the browser writes it, made see-through. */
const fade = (colour: string): string => colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)');
