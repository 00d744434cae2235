// Writes docs/keys.md from the key table: `npm run build && node dist/scripts/make-keys-page.js`. A test compares the two.
// In: nothing. Out: the page.
import { writeFileSync } from 'node:fs';
import { describeKeys } from '../src/sinks/dashboard/index.js';

writeFileSync('docs/keys.md', describeKeys());
