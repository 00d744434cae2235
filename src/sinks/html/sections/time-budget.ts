// In: sessions of the report. Out: where the time of each went: a stacked bar, the same colour for a cause everywhere, and the causes in
// words beside it. Computes nothing: the shares are those of the text report.
import {
  type BudgetRow,
  budgetRows,
  type Cause,
  describeWhat,
  formatDuration,
  formatPercent,
  outcomeWords,
  type ReportSession,
} from '../../../core/report/index.js';
import { html, type Markup } from '../markup.js';

/** A segment narrower than this has no room for its share. */
const minLabelledShare = 0.07;
/** The same on a telephone. */
const minNarrowShare = 0.16;
/** Below the bar; the table has all. */
const minNamedShare = 0.01;

export function renderTimeBudgets(shown: readonly ReportSession[]): Markup {
  if (shown.length === 0) return html``;
  return html`<section aria-labelledby="time"><h2 id="time">Where the time went</h2>
${shown.map((session) => renderBudget(session, shown.length === 1 ? 'open' : 'folded'))}
</section>
`;
}

function renderBudget(session: ReportSession, state: 'open' | 'folded'): Markup {
  const rows = budgetRows(session);
  return html`<div class="budget"><p class="budget-title"><a href="#session-${session.id}">Session ${session.id}</a>: ${describeWhat(session)}, ${outcomeWords[session.outcome]} <b>${formatDuration(session.durationMs)}</b></p>
${renderBar(rows, session)}
<p class="keys-of-causes" aria-hidden="true">${rows.filter(({ share }) => share >= minNamedShare).map(renderKey)}</p>
<details${state === 'open' ? html` open` : null}><summary>All causes in words</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Causes of session ${session.id}"><table class="causes"><thead><tr><th>cause</th><th class="number">time</th><th class="number">share</th><th>meaning</th></tr></thead><tbody>
${rows.map(renderRow)}</tbody></table></div>
${session.timeBudgetNotes.map((note) => html`<p class="soft">${note}</p>`)}</details></div>
`;
}

const renderKey = ({ cause, share }: BudgetRow): Markup =>
  html`<span class="key">${renderSwatch(cause)}${cause} ${formatPercent(share)}</span> `;

const renderSwatch = (cause: Cause): Markup =>
  html`<svg class="swatch" aria-hidden="true"><rect class="cause-${cause}" width="100%" height="100%"/></svg>`;

const renderRow = ({ cause, durationMs, share, words }: BudgetRow): Markup =>
  html`<tr><td>${renderSwatch(cause)}${cause}</td><td class="number">${formatDuration(durationMs)}</td><td class="number">${formatPercent(share)}</td><td>${words}</td></tr>
`;

function renderBar(rows: readonly BudgetRow[], session: ReportSession): Markup {
  const inWords = rows.map(({ cause, share }) => `${cause} ${formatPercent(share)}`).join(', ');
  let left = 0;
  const parts = rows.map(({ cause, durationMs, share, words }) => {
    const from = left;
    left += share;
    const label =
      share < minLabelledShare
        ? null
        : html`<text x="${percent(from + share / 2)}" y="50%" dy=".35em" text-anchor="middle" class="on-cause${share < minNarrowShare ? ' is-wide' : ''}">${formatPercent(share)}</text>`;
    return html`<g><title>${cause} ${formatDuration(durationMs)} (${formatPercent(share)}): ${words}</title><rect class="cause-${cause}" x="${percent(from)}" width="${percent(share)}" height="100%"/>${label}</g>`;
  });
  return html`<svg class="stack" role="img" aria-label="Session ${session.id}: ${inWords}">${parts}</svg>`;
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
