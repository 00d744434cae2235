// What all charts over time have in common: axes, zoom by dragging, a cursor that they share, the width of their place.
// In: a place and what is special. Out: a uPlot that follows the view, and tells it what was dragged.
import uPlot from 'uplot';
import { formatClock } from '../../../core/report/index.js';
import { colourOf } from './palette.js';
import type { View } from './view.js';

const secondMs = 1000;
/** Distances between ticks, in ms: from a tenth of a millisecond to a week. */
const tickStepsMs = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800].map(
    (seconds) => seconds * secondMs,
  ),
];
/** Below this width names and numbers beside the axis get less room. */
const narrowWidth = 560;
const syncKey = 'pbscope';

export const axisFont = '12px system-ui, sans-serif';
export const axisWidthOf = (place: HTMLElement): number => (place.clientWidth < narrowWidth ? 74 : 160);

export interface ChartPlan {
  readonly height: number;
  readonly series: uPlot.Series[];
  readonly yScale: uPlot.Scale;
  readonly yAxis: Partial<uPlot.Axis>;
  readonly hooks?: uPlot.Hooks.Arrays;
  readonly cursor?: uPlot.Cursor;
}

export function createChart(place: HTMLElement, view: View, plan: ChartPlan, data: uPlot.AlignedData): uPlot {
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: plan.height,
    legend: { show: false },
    padding: [8, 14, 0, 0],
    cursor: {
      y: false,
      sync: { key: syncKey },
      drag: { x: true, y: false, dist: 4 },
      points: { size: 7 },
      ...plan.cursor,
    },
    scales: { x: { time: false, range: () => [view.range.fromMs, view.range.toMs] }, y: plan.yScale },
    series: [{}, ...plan.series],
    axes: [timeAxis(), { ...baseAxis(), size: axisWidthOf(place), ...plan.yAxis }],
    hooks: {
      ...plan.hooks,
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width <= 0) return;
          view.show({ fromMs: chart.posToVal(left, 'x'), toMs: chart.posToVal(left + width, 'x') });
        },
      ],
    },
  };
  const chart = new uPlot(options, data, place);
  chart.over.addEventListener('dblclick', () => view.reset());
  return chart;
}

export function baseAxis(): uPlot.Axis {
  const line = colourOf('--line');
  return {
    stroke: colourOf('--soft-ink'),
    font: axisFont,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  };
}

function timeAxis(): uPlot.Axis {
  return {
    ...baseAxis(),
    size: 30,
    space: 84,
    incrs: tickStepsMs,
    values: (_chart, splits, _axis, _space, stepMs) => splits.map((atMs) => tickText(atMs, stepMs)),
  };
}

/** No more digits than the step between two ticks needs. */
function tickText(atMs: number, stepMs: number): string {
  const text = formatClock(atMs);
  if (stepMs >= secondMs) return text.replace(/\.\d+$/, '');
  return stepMs >= 1 ? text : `${text}${(atMs % 1).toFixed(1).slice(2)}`;
}
