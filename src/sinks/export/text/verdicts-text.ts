// In: the verdicts of a report, the top one first. Out: their part of the text report: what was found with evidence and advice,
// in one line each where it is only information, then how the other rules answered. Judges nothing.
import { countOf, describeVerdict, type ReportVerdict } from '../../../core/report/index.js';
import { wrapText } from './table.js';

/** Findings shown in full; a run of many sessions has more, all of them in the JSON report. */
const maxShownFindings = 20;

export function renderVerdicts(verdicts: readonly ReportVerdict[]): string[] {
  const found = verdicts.filter((verdict) => verdict.state === 'found');
  if (verdicts.length === 0) return [];
  const rest = found.length - maxShownFindings;
  return [
    '',
    'VERDICTS',
    ...found.slice(0, maxShownFindings).flatMap(renderFinding),
    ...(rest > 0 ? [`  and ${countOf(rest, 'more finding')}`] : []),
    ...renderOthers(verdicts),
  ];
}

function renderFinding(verdict: ReportVerdict): string[] {
  const { severity, because, advice } = verdict;
  const head = describeVerdict(verdict);
  if (severity === 'info') return wrapText(`${head} ${because[0] ?? ''}`, '  ');
  return [
    ...wrapText(severity.toUpperCase() + head.slice(severity.length), '  '),
    ...because.flatMap((line) => wrapText(line, '    ')),
    ...wrapText(`To do: ${advice}`, '    '),
  ];
}

function renderOthers(verdicts: readonly ReportVerdict[]): string[] {
  const namesOf = (state: ReportVerdict['state']): string[] =>
    verdicts.filter((verdict) => verdict.state === state).map((verdict) => verdict.rule);
  const [silent, lacking, failed] = [namesOf('ok'), namesOf('not-enough-data'), namesOf('failed')];
  const parts = [
    `${countOf(silent.length, 'rule')} found nothing`,
    ...(lacking.length === 0 ? [] : [`not enough data for ${lacking.join(', ')}`]),
    ...(failed.length === 0 ? [] : [`failed themselves: ${failed.join(', ')}`]),
  ];
  return wrapText(`${parts.join('; ')}.`, '  ');
}
