// How many calls took how long. In: bins of one operation, a place. Out: a bar chart whose steps grow by a constant factor.
import uPlot from 'uplot';
import { formatCount, formatDuration, type LatencyBins } from '../../../core/report/index.js';
import { axisWidthOf, baseAxis } from './chart.js';
import { colourOf } from './palette.js';

const chartHeight = 190;
/** Room of a duration on the axis. */
const labelWidth = 70;

export function createHistogram(figure: HTMLElement, bins: LatencyBins, operation: string): uPlot | null {
  const place = figure.querySelector<HTMLElement>('.chart');
  const readout = figure.querySelector<HTMLElement>('.readout');
  const counts = bins.operations.find((one) => one.operation === operation)?.counts;
  figure.classList.toggle('is-empty', counts === undefined);
  if (place === null || readout === null || counts === undefined) return null;
  const { edgesMs } = bins;
  return new uPlot(
    {
      width: place.clientWidth,
      height: chartHeight,
      legend: { show: false },
      padding: [8, 34, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [0, counts.length] },
        y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.08)] },
      },
      series: [
        {},
        {
          width: 0,
          fill: colourOf('--first'),
          paths: uPlot.paths.bars!({ size: [0.92, Number.POSITIVE_INFINITY], align: 1 }),
          points: { show: false },
        },
      ],
      axes: [
        {
          ...baseAxis(),
          size: 30,
          splits: (chart) =>
            everyNth(counts.length, Math.ceil((labelWidth * counts.length) / Math.max(1, chart.width))),
          values: (_chart, splits) => splits.map((edge) => formatDuration(edgesMs[edge] ?? 0)),
        },
        {
          ...baseAxis(),
          size: axisWidthOf(place),
          values: (_chart, splits) => splits.map((count) => (Number.isInteger(count) ? formatCount(count) : '')),
        },
      ],
      hooks: {
        setCursor: [
          (chart) => {
            const bin = Math.floor(chart.posToVal(chart.cursor.left ?? -1, 'x'));
            const count = (chart.cursor.left ?? -1) < 0 ? undefined : counts[bin];
            readout.textContent =
              count === undefined
                ? ''
                : `${formatDuration(edgesMs[bin] ?? 0)} to ${formatDuration(edgesMs[bin + 1] ?? 0)}: ${formatCount(count)} calls`;
          },
        ],
      },
    },
    [counts.map((_, bin) => bin), [...counts]],
    place,
  );
}

function everyNth(binCount: number, distance: number): number[] {
  const step = Math.max(1, distance);
  return Array.from({ length: Math.floor(binCount / step) + 1 }, (_, index) => index * step);
}
