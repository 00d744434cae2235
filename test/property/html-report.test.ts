// No text that a peer can choose changes the markup of the HTML report: whatever stands in names and answers, the elements and
// attributes are those of the same report with harmless words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CallRow, Report } from '../../src/core/report/index.js';
import { renderHtml } from '../../src/sinks/html/index.js';
import { isLongRun } from '../support/paths.js';
import { createFeed, sampleCalls, sampleReport } from '../support/sample-report.js';

/** Fields that hold text from the wire, or words around it. */
const wireFields = new Set([
  ...['name', 'store', 'namespace', 'snapshot', 'authId', 'userAgent', 'archive', 'target', 'method', 'error', 'owes'],
  ...[
    'detail',
    'client',
    'server',
    'evidence',
    'unknowns',
    'timeBudgetNotes',
    'because',
    'title',
    'text',
    'foreignSettings',
  ],
]);

function withText<T>(value: T, text: string): T {
  const replace = (one: unknown, field: string): unknown => {
    if (typeof one === 'string') return wireFields.has(field) && one !== '' ? text : one;
    if (Array.isArray(one)) return one.map((item) => replace(item, field));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, replace(inner, key)]));
  };
  return replace(value, '') as T;
}

const report: Report = {
  ...sampleReport,
  verdicts: (['error', 'warning', 'info'] as const).map((severity) => ({
    rule: 'failed-call',
    state: 'found',
    severity,
    title: 'A title',
    because: ['One.', 'Two.'],
    advice: 'Type `this`.',
    session: 3,
    connection: null,
    chargedMs: 12,
  })),
};

/** Elements with their attributes' names, scripts and styles apart. */
function skeletonOf(document: string): readonly string[] {
  const visible = document.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '<$1>');
  return [...visible.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, ''));
}

const render = (text: string): string => {
  const calls: readonly CallRow[] = withText(sampleCalls, text);
  const changed = withText(report, text);
  return renderHtml(changed, createFeed(changed, calls));
};

test('whatever text stands in names and answers, the markup is the same', () => {
  const harmless = skeletonOf(render('x'));
  assert.ok(harmless.length > 500);
  const hostile = fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '=',
      '/',
      '-->',
      '<!--',
      'script',
      '</script>',
      '</style>',
      ' onload=',
      '\u2028',
      'é',
    ),
    minLength: 1,
  });
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', minLength: 1 })), (text) => {
      const document = render(text);
      assert.deepEqual(skeletonOf(document), harmless);
      assert.equal(document.split('</script>').length, 3);
    }),
    { numRuns: isLongRun ? 2000 : 60 },
  );
});
