// In: the rules. Out: docs/rules.md as text: what each one looks at, when it fires and when not, why that threshold, what to do.
import type { Rule } from './rule.js';

const severityWords = {
  error: 'error: the session failed or will',
  warning: 'warning: it works, and costs or threatens',
  info: 'information',
  'by-cost': 'warning from 10 s of charged time on, information below',
} as const;

const head = `# The rules

Written by \`scripts/make-rules-page.ts\` from \`src/core/diagnosis/rules\`; do not edit. [adding-a-rule.md](adding-a-rule.md) says how a rule is made,
\`fixtures/rules\` holds two runs for each: the smallest that fires, the nearest that stays silent.

A rule answers **found**, **ok** or **not enough data**; one that breaks is **failed** and spoils nothing else. The order below is that of
cause and consequence: the first error of a session is its likely cause, and what follows from it counts as information.
`;

export function describeRules(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, title, severity }) =>
      `| [\`${id}\`](#${id}) | ${title} | ${severity === 'by-cost' ? 'warning from 10 s, else info' : severity} |`,
  );
  return [head, '| rule | says | severity |', '|---|---|---|', ...rows, '', ...rules.map(describeRule)].join('\n');
}

function describeRule(rule: Rule): string {
  return `## ${rule.id}

**${rule.title}.** About a ${rule.about}. ${capitalised(severityWords[rule.severity])}.${rule.isConsequence === true ? ' Information where an error above it explains it.' : ''}

- fires: ${rule.firesWhen}
- silent: ${rule.silentWhen}
- threshold: ${rule.threshold}
- remedy: ${rule.remedy}
`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
