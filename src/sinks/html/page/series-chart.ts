// One chart over time in steps. In: what it shows, the numbers of a session or of all, its place. Out: a chart that follows the view, with
// what the pointer is at in words beside it.
import type uPlot from 'uplot';
import { formatClock } from '../../../core/report/index.js';
import { createChart } from './chart.js';
import type { PageCharts, PageStall } from './page-data.js';
import { colourOf } from './palette.js';
import type { SeriesChart } from './series-charts.js';
import type { View } from './view.js';

const chartHeight = 150;
const tickRoom = 24;
/** Up to a petabyte. */
const byteSteps = Array.from({ length: 51 }, (_, power) => 2 ** power);
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

export interface SeriesInput {
  readonly charts: PageCharts;
  /** Those of the session shown, or all. */
  readonly stalls: readonly PageStall[];
}

/** Null: nothing of this kind was seen, and the place says so. */
export function createSeriesChart(
  figure: HTMLElement,
  view: View,
  chart: SeriesChart,
  { charts, stalls: all }: SeriesInput,
): uPlot | null {
  const stalls = all.filter((one) => one.direction === chart.stallsOf);
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
        drawClear: [(drawn) => drawStalls(drawn, stalls)],
        setCursor: [
          (drawn) => {
            const left = drawn.cursor.left ?? -1;
            readout.textContent = left < 0 ? '' : describeMoment(chart, { charts, stalls }, drawn.posToVal(left, 'x'));
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

function drawStalls(drawn: uPlot, stalls: readonly PageStall[]): void {
  const { ctx, bbox } = drawn;
  ctx.save(); // the library remembers what it has set
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colourOf('--stall');
  for (const { fromMs, toMs } of stalls) {
    const left = drawn.valToPos(fromMs, 'x', true);
    ctx.fillRect(left, bbox.top, Math.max(1, drawn.valToPos(toMs, 'x', true) - left), bbox.height);
  }
  ctx.restore();
}

function describeMoment(chart: SeriesChart, { charts, stalls }: SeriesInput, atMs: number): string {
  const step = Math.floor((atMs - (charts.atMs[0] ?? 0)) / charts.stepMs);
  const values = chart.lines.flatMap((line) => {
    const value = line.pick(charts)[step] ?? null;
    return value === null ? [] : [`${chart.format(value)} ${line.words}`];
  });
  const isHeldUp = stalls.some((stall) => stall.fromMs <= atMs && atMs <= stall.toMs);
  const words = [...values, ...(isHeldUp ? ['held up by a window'] : [])];
  return words.length === 0 ? '' : `${formatClock(charts.atMs[step] ?? 0)}: ${words.join(', ')}`;
}

/** `rgb(1, 2, 3)` as the browser writes it, made see-through. */
const fade = (colour: string): string => colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)');
