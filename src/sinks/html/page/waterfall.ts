// The waterfall: a bar for each call, in lanes, its upload, wait and reply apart. In: calls and a place. Out: a chart, and the call
// under the pointer for the tooltip. The library brings axes and zoom; the bars are drawn here.
import type uPlot from 'uplot';
import { describeShownCall, isIn, type ShownCall } from './calls.js';
import { axisFont, axisWidthOf, type ChartPlan, createChart } from './chart.js';
import { type Layout, layLanes, type Placed } from './lanes.js';
import { colourOf } from './palette.js';
import type { View } from './view.js';

const maxRowHeight = 16;
const minRowHeight = 3;
/** Of all bars; lanes with many rows get thin ones. */
const wishedHeight = 420;
const minHeight = 120;
const axisHeight = 38;
const minBarWidth = 1.5;
/** A narrower bar has the colour of its longest part only. */
const minDividedWidth = 4;
/** Calls of one lane side by side: a file client has 66 open for an archive. */
const maxRowsOfArchive = 66;
const maxRowsOfSession = 8;

export interface WaterfallInput {
  readonly calls: readonly ShownCall[];
  readonly lanesAre: 'archives' | 'sessions';
}

export function createWaterfall(place: HTMLElement, tooltip: HTMLElement, view: View, input: WaterfallInput): uPlot {
  const { calls, lanesAre } = input;
  const layout =
    lanesAre === 'archives'
      ? layLanes(calls, (call) => call.archive ?? 'session', maxRowsOfArchive)
      : layLanes(calls, (call) => (call.session === 0 ? 'no session' : `session ${call.session}`), maxRowsOfSession);
  const rowHeight = Math.min(maxRowHeight, Math.max(minRowHeight, wishedHeight / layout.rowCount));
  const nameWidth = axisWidthOf(place) - 12;
  const plan: ChartPlan = {
    height: Math.max(minHeight, layout.rowCount * rowHeight + axisHeight),
    series: [{ show: false }],
    yScale: { dir: -1, range: () => [0, layout.rowCount] },
    yAxis: {
      grid: { show: false },
      ticks: { show: false },
      splits: () => layout.lanes.map((lane) => lane.firstRow + lane.rowCount / 2),
      values: (chart) => layout.lanes.map((lane) => fitText(chart.ctx, lane.name, nameWidth)),
      size: axisWidthOf(place),
    },
    hooks: {
      drawClear: [(chart) => drawStripes(chart, layout)],
      draw: [(chart) => drawCalls(chart, layout, view)],
      setCursor: [(chart) => showTooltip(chart, tooltip, callUnder(chart, layout))],
    },
    cursor: { x: true, y: false, points: { show: false } },
  };
  const chart = createChart(place, view, plan, [
    [view.whole.fromMs, view.whole.toMs],
    [0, layout.rowCount],
  ]);
  chart.over.addEventListener('mouseleave', () => {
    tooltip.hidden = true;
  });
  return chart;
}

/** Every other lane is shaded, so that a bar finds its name. */
function drawStripes(chart: uPlot, { lanes }: Layout): void {
  chart.ctx.save(); // the library remembers what it has set
  chart.ctx.fillStyle = colourOf('--stripe');
  lanes.forEach(({ firstRow, rowCount }, index) => {
    if (index % 2 === 1) return;
    const top = chart.valToPos(firstRow, 'y', true);
    chart.ctx.fillRect(chart.bbox.left, top, chart.bbox.width, chart.valToPos(firstRow + rowCount, 'y', true) - top);
  });
  chart.ctx.restore();
}

function drawCalls(chart: uPlot, { placed }: Layout, view: View): void {
  const { ctx, bbox } = chart;
  const colours = {
    upload: colourOf('--upload'),
    wait: colourOf('--wait'),
    reply: colourOf('--reply'),
    open: colourOf('--open'),
    bad: colourOf('--bad'),
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { call, row } of placed) {
    if (!isIn(call, view.range)) continue;
    const top = chart.valToPos(row, 'y', true);
    const height = Math.max(1, (chart.valToPos(row + 1, 'y', true) - top) * 0.82);
    const bar = (fromMs: number, toMs: number, colour: string): void => {
      const left = chart.valToPos(fromMs, 'x', true);
      ctx.fillStyle = colour;
      ctx.fillRect(left, top, Math.max(minBarWidth, chart.valToPos(toMs, 'x', true) - left), height);
    };
    const endMs = call.drawnToMs;
    const sentMs = call.startedAtMs + (call.uploadMs ?? 0);
    const answeredMs = sentMs + (call.waitMs ?? 0);
    const isNarrow = chart.valToPos(endMs, 'x', true) - chart.valToPos(call.startedAtMs, 'x', true) < minDividedWidth;
    if (call.isFailed) bar(call.startedAtMs, endMs, colours.bad);
    else if (call.durationMs === null) bar(call.startedAtMs, endMs, colours.open);
    else if (isNarrow) bar(call.startedAtMs, endMs, colours[longestPart(call)]);
    else {
      bar(sentMs, answeredMs, colours.wait);
      if (sentMs > call.startedAtMs) bar(call.startedAtMs, sentMs, colours.upload);
      if (endMs > answeredMs) bar(answeredMs, endMs, colours.reply);
    }
  }
  ctx.restore();
}

function longestPart({ uploadMs, waitMs, responseMs }: ShownCall): 'upload' | 'wait' | 'reply' {
  const [upload, wait, reply] = [uploadMs ?? 0, waitMs ?? 0, responseMs ?? 0];
  if (wait >= upload && wait >= reply) return 'wait';
  return upload >= reply ? 'upload' : 'reply';
}

function callUnder(chart: uPlot, { placed }: Layout): ShownCall | null {
  const { left = -1, top = -1 } = chart.cursor;
  if (left < 0 || top < 0) return null;
  const row = Math.floor(chart.posToVal(top, 'y'));
  const atMs = chart.posToVal(left, 'x');
  /** A bar may be thinner than the pointer. */
  const reachMs = chart.posToVal(left + 3, 'x') - atMs;
  const isUnder = ({ call, row: own }: Placed): boolean =>
    own === row && call.startedAtMs - reachMs <= atMs && atMs <= call.drawnToMs + reachMs;
  return placed.find(isUnder)?.call ?? null;
}

function showTooltip(chart: uPlot, tooltip: HTMLElement, call: ShownCall | null): void {
  tooltip.hidden = call === null || !chart.over.matches(':hover');
  if (call === null || tooltip.hidden) return;
  tooltip.replaceChildren(
    ...describeShownCall(call).map((text) => {
      const line = document.createElement('div');
      line.textContent = text;
      return line;
    }),
  );
  const { left = 0, top = 0 } = chart.cursor;
  const room = chart.root.clientWidth - tooltip.offsetWidth - 8;
  const overLeft = chart.over.offsetLeft + left;
  tooltip.style.left = `${Math.max(0, Math.min(room, overLeft + 14))}px`;
  tooltip.style.top = `${chart.over.offsetTop + top + 18}px`;
}

function fitText(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  ctx.save();
  ctx.font = axisFont;
  let fitting = text;
  while (fitting.length > 4 && ctx.measureText(fitting).width > width) fitting = `${fitting.slice(0, -2)}…`;
  ctx.restore();
  return fitting;
}
