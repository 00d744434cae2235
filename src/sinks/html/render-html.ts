// `report --format html`: the report as one file that needs nothing else: opens from disk, asks no network, runs no script but its own.
// In: the report, and calls and series on demand. Out: the document. Computes no numbers; from the wire only text gets in.
import { createHash } from 'node:crypto';
import { countOf, type Report, utcZone } from '../../core/report/index.js';
import type { ReportAnswers } from './answers.js';
import { chooseSessions } from './choose-sessions.js';
import { readInlined } from './inlined.js';
import { html, jsonMarkup, trusted } from './markup.js';
import { pageDataOf } from './page-data-of.js';
import {
  maxShownFindings,
  renderCharts,
  renderHead,
  renderRun,
  renderSessions,
  renderTimeBudgets,
  renderVerdicts,
} from './sections/index.js';

export function renderHtml(report: Report, answers: ReportAnswers): string {
  const { script, style } = readInlined();
  const shown = chooseSessions(report);
  const { data, leftOut } = pageDataOf(report, shown, answers);
  const left = [...describeLeftOut(report, shown.length), ...leftOut];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="pbscope">
<title>pbscope: ${report.source.name}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#verdicts">To the verdicts</a>
${renderHead(report, answers.zone ?? utcZone)}
<main>
${renderVerdicts(report, shown)}
${renderTimeBudgets(shown)}
${renderCharts(shown, leftOut)}
${renderSessions(report, shown)}
${renderRun(report, left)}
</main>
<footer><p class="soft">Made by pbscope. This file holds no secrets, but names of hosts, users and archives.</p></footer>
<script type="application/json" id="page-data">${jsonMarkup(data)}</script>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

/** The policy lets exactly these two run, whatever else might get into the file. */
const hashOf = (text: string) => trusted(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);

function describeLeftOut(report: Report, shownCount: number): string[] {
  const foundCount = report.verdicts.filter((verdict) => verdict.state === 'found').length;
  return [
    ...(report.sessions.length > shownCount
      ? [
          `${shownCount} of ${countOf(report.sessions.length, 'session')} are shown: those with findings, then the newest. ` +
            'The JSON report has all.',
        ]
      : []),
    ...(foundCount > maxShownFindings
      ? [`${countOf(foundCount - maxShownFindings, 'more finding')} in the JSON report.`]
      : []),
  ];
}
