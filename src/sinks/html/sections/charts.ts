// In: the sessions that charts can show, and what they leave out. Out: the places of the charts, their words and controls. The page's script draws into them;
// without it a sentence says so.
import { describeWhat, type ReportSession } from '../../../core/report/index.js';
import { html, type Markup } from '../markup.js';

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly empty: string;
  readonly legend: readonly (readonly [key: string, words: string])[];
}

const figures: readonly Figure[] = [
  {
    id: 'waterfall',
    title: 'Calls',
    says: 'One bar for each call, one lane for each archive or session. Drag to zoom, double-click to see all.',
    empty: 'No call is known.',
    legend: [
      ['upload', 'request under way'],
      ['wait', 'waiting for the reply'],
      ['reply', 'reply under way'],
      ['open', 'no reply yet'],
      ['bad', 'failed or stuck'],
    ],
  },
  {
    id: 'throughput',
    title: 'Throughput',
    says: 'Bytes each way, second by second.',
    empty: 'No byte passed.',
    legend: [
      ['first', 'to the server'],
      ['second', 'to the client'],
    ],
  },
  {
    id: 'in-flight',
    title: 'Calls in flight',
    says: 'The most calls open at a time.',
    empty: 'No call is known.',
    legend: [],
  },
  {
    id: 'window',
    title: 'Window',
    says: 'What the server still let the client send, at its lowest: at zero the client had to wait.',
    empty: 'No window was seen: nothing was uploaded, or the connection was not seen from its beginning.',
    legend: [
      ['first', 'on the connection'],
      ['second', 'on the fullest stream'],
      ['stall', 'a window held the client up'],
    ],
  },
  {
    id: 'client-window',
    title: 'Window of the client',
    says: 'What the client still let the server send, at its lowest: at zero the server had to wait.',
    empty: 'No window was seen.',
    legend: [['stall', 'a window held the server up']],
  },
  {
    id: 'chunk-latency',
    title: 'Chunk calls',
    says: 'How long chunks took, second by second.',
    empty: 'No chunk was sent or fetched.',
    legend: [
      ['first', 'half of them were quicker'],
      ['second', '99 of 100 were quicker'],
    ],
  },
];

export function renderCharts(shown: readonly ReportSession[], leftOut: readonly string[]): Markup {
  if (shown.length === 0) return html``;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p data-without-script>The charts need the script of this page. All numbers are in the tables below.</p>
<div id="charts" role="group" tabindex="0" aria-label="Charts over time. Plus and minus zoom, arrows move, 0 shows all." data-needs-script hidden>
<div class="controls">
<label>Show <select id="session" aria-label="Session shown"><option value="0">all sessions</option>${shown.map((session) => html`<option value="${session.id}">session ${session.id}: ${describeWhat(session)}</option>`)}</select></label>
<span class="buttons">${buttons.map(([id, sign, words]) => html`<button type="button" id="${id}" aria-label="${words}" title="${words}">${sign}</button>`)}</span>
<output id="range" aria-live="polite" aria-label="Shown"></output>
<span class="soft keys">keys: <kbd>+</kbd> <kbd>-</kbd> <kbd>←</kbd> <kbd>→</kbd> <kbd>0</kbd></span>
</div>
${leftOut.map((line) => html`<p class="soft">${line}</p>`)}
${figures.map((figure) => renderFigure(figure, null))}
<details class="fold" id="calls-in-view"><summary>The calls shown, as a table: <span class="call-count"></span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Slowest calls of what is shown"><table><thead><tr>${callColumns.map(([title, kind]) => html`<th class="${kind}">${title}</th>`)}</tr></thead><tbody></tbody></table></div></details>
${renderFigure(latency, html`<label>of <select id="operation" aria-label="Operation shown"></select></label>`)}
</div></section>
`;
}

const latency: Figure = {
  id: 'latency',
  title: 'Latency',
  says: 'How many calls took how long, from the first byte of the request to the last of the reply.',
  empty: 'No call was answered.',
  legend: [],
};

const buttons = [
  ['earlier', '←', 'Earlier'],
  ['later', '→', 'Later'],
  ['zoom-in', '+', 'Zoom in'],
  ['zoom-out', '−', 'Zoom out'],
  ['show-all', 'All', 'Show all'],
] as const;

const callColumns = [
  ['at', ''],
  ['operation', ''],
  ['archive', ''],
  ['upload', 'number'],
  ['wait', 'number'],
  ['reply', 'number'],
  ['total', 'number'],
  ['sent', 'number'],
  ['received', 'number'],
  ['outcome', ''],
] as const;

function renderFigure({ id, title, says, empty, legend }: Figure, control: Markup | null): Markup {
  const keys = legend.map(
    ([key, words]) =>
      html`<span class="key"><svg class="swatch" aria-hidden="true"><rect class="key-${key}" width="100%" height="100%"/></svg>${words}</span>`,
  );
  return html`<figure id="${id}"><figcaption><h3>${title}</h3>${control}<span class="soft">${says}</span>${keys}<output class="readout"></output></figcaption>
<div class="chart" role="img" aria-label="${title}: ${says}"></div><p class="empty">${empty}</p>${id === 'waterfall' ? html`<div class="tooltip" hidden></div>` : null}</figure>
`;
}
