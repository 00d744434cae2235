// In: the report. Out: the top of the page: the one sentence, what was watched, when; and the buttons of the page.
import { countOf, formatDuration, formatWhen, headlineOf, type Report, type Zone } from '../../../core/report/index.js';
import { html, type Markup } from '../markup.js';

/** Colour is never the only sign. */
const toneWords = { error: 'Error', warning: 'Warning', good: 'All well', neutral: 'Note' } as const;

export function renderHead(report: Report, zone: Zone): Markup {
  const { tone, sentence } = headlineOf(report);
  const sums = [countOf(report.connections.length, 'connection'), countOf(report.sessions.length, 'session')];
  return html`<header>
<div class="bar"><span class="brand">pbscope</span><span class="soft">${report.source.kind} ${report.source.name}</span>
<span class="tools" data-needs-script hidden><button type="button" id="print">Print</button><button type="button" id="theme">Dark</button></span></div>
<div class="headline ${tone}"><span class="badge ${tone}">${toneWords[tone]}</span><h1>${sentence}</h1></div>
<p class="soft">Began <time datetime="${report.startedAt}">${formatWhen(report.startedAt, zone)}</time>, lasted ${formatDuration(report.durationMs)}: ${sums.join(', ')}.</p>
</header>
`;
}
