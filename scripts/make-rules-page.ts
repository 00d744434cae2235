// Writes docs/rules.md from the rules, so that the page says what the code does: `npm run build && node dist/scripts/make-rules-page.js`.
// A test compares the two. In: nothing. Out: the page.
import { writeFileSync } from 'node:fs';
import { describeRules, rules } from '../src/core/diagnosis/index.js';

writeFileSync('docs/rules.md', describeRules(rules));
