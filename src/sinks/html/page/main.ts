// The page itself: reads the data that stands in the document, draws the charts, and draws them anew when the session, the theme or the
// width changes. In: the document. Out: nothing leaves it.
import type uPlot from 'uplot';
import { bindAppearance } from './appearance.js';
import { fillCallTable } from './call-table.js';
import { callsOf } from './calls.js';
import { bindControls } from './controls.js';
import { createHistogram } from './histogram.js';
import type { PageCharts, PageData } from './page-data.js';
import { createSeriesChart } from './series-chart.js';
import { seriesCharts } from './series-charts.js';
import { View } from './view.js';
import { createWaterfall } from './waterfall.js';

function start(data: PageData, region: HTMLElement): void {
  const wholeRun = { fromMs: 0, toMs: data.durationMs };
  const view = new View(wholeRun);
  const select = document.getElementById('operation') as HTMLSelectElement;
  let session = 0;
  let calls = callsOf(data.calls, session);
  let timed: uPlot[] = [];
  let histogram: uPlot | null = null;

  const chartsOf = (): PageCharts | undefined => data.charts.find((one) => one.session === session);
  const stallsOf = () => data.stalls.filter((one) => session === 0 || one.session === session);
  const figure = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

  const drawHistogram = (): void => {
    histogram?.destroy();
    const bins = chartsOf()?.latency;
    histogram = bins === undefined ? null : createHistogram(figure('latency'), bins, select.value);
  };
  const drawAll = (): void => {
    for (const chart of timed) chart.destroy();
    const charts = chartsOf();
    const waterfall = figure('waterfall');
    const place = waterfall.querySelector<HTMLElement>('.chart');
    const tooltip = waterfall.querySelector<HTMLElement>('.tooltip');
    waterfall.classList.toggle('is-empty', calls.length === 0);
    timed = [
      ...(place === null || tooltip === null || calls.length === 0
        ? []
        : [
            createWaterfall(place, tooltip, view, {
              calls,
              lanesAre: session === 0 && data.sessions.length > 1 ? 'sessions' : 'archives',
            }),
          ]),
      ...seriesCharts.flatMap((chart) => {
        const drawn =
          charts === undefined
            ? null
            : createSeriesChart(figure(chart.id), view, chart, { charts, stalls: stallsOf() });
        return drawn === null ? [] : [drawn];
      }),
    ];
    drawHistogram();
  };
  const fillTable = (): void => fillCallTable(figure('calls-in-view'), calls, view.range);
  const fillOperations = (): void => {
    const names = chartsOf()?.latency.operations.map((one) => one.operation) ?? [];
    select.replaceChildren(...names.map((name) => new Option(name, name)));
  };

  view.onChange(() => {
    const { fromMs, toMs } = view.range;
    for (const chart of timed) chart.setScale('x', { min: fromMs, max: toMs });
    fillTable();
  });
  bindControls(region, view, (chosen) => {
    session = chosen;
    calls = callsOf(data.calls, session);
    view.open(data.sessions.find((one) => one.id === session) ?? wholeRun);
    fillOperations();
    drawAll();
    fillTable();
  });
  select.addEventListener('change', drawHistogram);
  bindAppearance(drawAll);
  let width = region.clientWidth;
  new ResizeObserver(() => {
    if (region.clientWidth === width) return;
    width = region.clientWidth;
    drawAll();
  }).observe(region);
  fillOperations();
  drawAll();
  fillTable();
}

const dataElement = document.getElementById('page-data');
const region = document.getElementById('charts');
for (const element of document.querySelectorAll<HTMLElement>('[data-needs-script]')) element.hidden = false;
for (const element of document.querySelectorAll<HTMLElement>('[data-without-script]')) element.hidden = true;
if (dataElement !== null && region !== null) start(JSON.parse(dataElement.textContent ?? '') as PageData, region);
else bindAppearance(() => {});
