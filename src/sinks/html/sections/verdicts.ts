// In: the verdicts of a report, the top one first. Out: their section: what was found with evidence and advice, what is only worth
// knowing shorter, how the other rules answered folded away. Judges nothing.
import {
  countOf,
  formatDuration,
  type Report,
  type ReportSession,
  type ReportVerdict,
} from '../../../core/report/index.js';
import { html, type Markup } from '../markup.js';

/** Findings shown; a run of many sessions has more, all of them in the JSON report. */
export const maxShownFindings = 60;

export function renderVerdicts({ verdicts }: Report, shown: readonly ReportSession[]): Markup {
  const found = verdicts.filter((verdict) => verdict.state === 'found').slice(0, maxShownFindings);
  const linked = new Set(shown.map((session) => session.id));
  const serious = found.filter((verdict) => verdict.severity !== 'info');
  const known = found.filter((verdict) => verdict.severity === 'info');
  return html`<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>
${serious.length === 0 ? html`<p>No rule found an error or a warning.</p>` : html`<ul class="cards">${serious.map((one) => renderFinding(one, linked))}</ul>`}
${known.length === 0 ? null : html`<h3>Worth knowing</h3><ul class="cards">${known.map((one) => renderFinding(one, linked))}</ul>`}
${renderQuiet(verdicts)}
</section>
`;
}

function renderFinding(verdict: ReportVerdict, linked: ReadonlySet<number>): Markup {
  const { severity, title, rule, because, advice, chargedMs } = verdict;
  const cost = chargedMs === null ? null : html` <span class="soft">cost ${formatDuration(chargedMs)}</span>`;
  const rest = severity === 'info' ? because.slice(1) : because; // the first stands in the summary
  const detail = html`${rest.length === 0 ? null : html`<ul>${rest.map((line) => html`<li>${line}</li>`)}</ul>`}
${advice === '' ? null : html`<p class="advice"><b>What to do:</b> ${withCode(advice)}</p>`}`;
  const head = html`<span class="badge ${severity}">${severity}</span> <b>${title}</b> <span class="soft">${rule}</span> ${renderPlace(verdict, linked)}${cost}`;
  if (severity === 'info')
    return html`<li class="card info"><details><summary>${head}<br><span class="soft">${because[0] ?? ''}</span></summary>${detail}</details></li>`;
  return html`<li class="card ${severity}"><h3>${head}</h3>${detail}</li>`;
}

function renderPlace({ session, connection }: ReportVerdict, linked: ReadonlySet<number>): Markup | null {
  if (session !== null && linked.has(session)) return html`<a href="#session-${session}">session ${session}</a>`;
  if (session !== null) return html`<span class="soft">session ${session}</span>`;
  return connection === null ? null : html`<a href="#connections">connection ${connection}</a>`;
}

/** Advice marks what is to be typed with backticks. */
function withCode(text: string): readonly Markup[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function renderQuiet(verdicts: readonly ReportVerdict[]): Markup | null {
  const quiet = verdicts.filter((verdict) => verdict.state !== 'found');
  if (quiet.length === 0) return null;
  const rows = quiet.map(
    ({ rule, state, title, because }) =>
      html`<tr><td>${rule}</td><td>${stateWords[state]}</td><td>${title}${because.length === 0 ? null : html`<br><span class="soft">${because.join(' ')}</span>`}</td></tr>`,
  );
  return html`<details class="fold quiet"><summary>${countOf(quiet.length, 'other rule')} looked and found nothing</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Other rules"><table><thead><tr><th>rule</th><th>answer</th><th>would say</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

const stateWords = {
  found: 'found',
  ok: 'found nothing',
  'not-enough-data': 'not enough data',
  failed: 'the rule itself failed',
} as const;
