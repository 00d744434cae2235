// In: text, spans, columns, panes. Out: cells and lines of exact widths, what gives way when there is no room, sparklines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  condense,
  fitLine,
  glyphsFor,
  type Line,
  layOutTable,
  line,
  measureLine,
  measureText,
  scrollTo,
  sliceText,
  span,
  sparkline,
  stackedBar,
  stackPanes,
  toCells,
  wrapText,
} from '../../../../src/sinks/dashboard/screen/index.js';

const glyphs = glyphsFor('utf-8');
const textOf = (spans: Line): string => spans.map((one) => one.text).join('');
const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('備份', 'a\u0301', '🗄️', '\u202e'));

test('cells: controls are shown as a replacement, marks are left out, wide characters take two', () => {
  assert.deepEqual(toCells('a\u001b\u009b\u202eb'), ['a', '\ufffd', '\ufffd', '\ufffd', 'b']);
  assert.deepEqual(toCells('e\u0301x'), ['e', 'x']);
  assert.deepEqual(toCells('備x'), ['備', '', 'x']);
  assert.equal(measureText('備份 ok'), 7);
  assert.equal(sliceText('備份', 3), '備 ');
});

test('a line fits exactly, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), fc.nat(60), fc.boolean(), (texts, width, isRight) => {
      const spans = texts.map((text) => span(text));
      assert.equal(measureLine(fitLine(spans, width, '…', isRight ? 'right' : 'left')), width);
    }),
  );
});

test('wrapped lines are never wider than asked, and no word is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 12 }),
      fc.integer({ min: 5, max: 40 }),
      (words, width) => {
        const lines = wrapText(words.join(' '), width);
        assert.ok(lines.every((one) => measureLine(one) <= width));
        assert.equal(lines.map(textOf).join('').replaceAll(' ', ''), words.join(''));
      },
    ),
  );
});

test('a table drops what can be spared, the highest order first, and one column grows', () => {
  const cell = (text: string) => () => line(text);
  const table = {
    heading: 'Fruit',
    indent: 1,
    columns: [
      { title: 'name', width: 8, align: 'left' as const, isGrowing: true, cell: cell('a very long name') },
      { title: 'weight', width: 6, align: 'right' as const, dropOrder: 1, cell: cell('12 g') },
      { title: 'colour', width: 6, align: 'left' as const, dropOrder: 2, cell: cell('red') },
    ],
  };
  const shown = (width: number): string[] => {
    const laid = layOutTable(table, width, glyphs);
    return [textOf(laid.heading), textOf(laid.line(null))];
  };
  assert.deepEqual(shown(30), ['─ Fruit ──────── weight colour', ' a very long na…   12 g red   ']);
  assert.deepEqual(shown(16), ['─ Fruit ─ weight', ' a very …   12 g']);
  assert.deepEqual(shown(12), ['─ Fruit ────', ' a very lon…']);
});

test('panes: the least for each in order, the rest a row at a time, a count of what is hidden', () => {
  const pane = (name: string, rowCount: number, minRowCount: number, more = {}) => ({
    heading: line(name),
    body: Array.from({ length: rowCount }, (_, row) => line(`${name}${row}`)),
    minRowCount,
    ...more,
  });
  const stack = (rowCount: number, ...panes: readonly ReturnType<typeof pane>[]): string =>
    stackPanes(panes, rowCount, glyphs).map(textOf).join(' ');
  assert.equal(stack(20, pane('a', 2, 2), pane('b', 1, 2)), 'a a0 a1 b b0');
  assert.equal(stack(6, pane('a', 5, 2), pane('b', 5, 2)), 'a a0   ↓ 4 more b b0   ↓ 4 more');
  assert.equal(stack(4, pane('a', 5, 2), pane('b', 5, 2)), 'a a0 b b0');
  assert.equal(stack(3, pane('a', 5, 2), pane('b', 5, 2)), 'a a0   ↓ 4 more');
  assert.equal(stack(3, pane('a', 5, 3, { cut: 'silent' })), 'a a0 a1');
  assert.equal(stack(3, pane('a', 5, 3, { focus: 3 })), 'a a3 a4');
  assert.equal(stack(3, pane('a', 5, 3, { focus: 0 })), 'a a0 a1');
});

test('a list scrolls only when the cursor would leave it', () => {
  assert.equal(scrollTo(5, 3, 10, 50), 3);
  assert.equal(scrollTo(13, 3, 10, 50), 4);
  assert.equal(scrollTo(2, 3, 10, 50), 2);
  assert.equal(scrollTo(49, 49, 10, 50), 40);
  assert.equal(scrollTo(-1, 0, 10, 0), 0);
});

test('sparklines: silence is blank, the greatest is full, the unknown has its own sign', () => {
  assert.equal(sparkline([0, 1, 50, 100, null], glyphs), ' ▁▅█·');
  assert.equal(sparkline([0, 0], glyphs, '!'), '!!');
  assert.deepEqual(condense([1, 9, 2, null, 3], 3, 'greatest'), [1, 9, 3]);
  assert.deepEqual(condense([1, 9, 2, null, 3], 3, 'least'), [1, 2, 3]);
  assert.deepEqual(condense([1, 2], 3, 'least'), [1, 2]);
});

test('a bar shows every part that exists and is as wide as asked', () => {
  const part = (value: number, glyph: string) => ({ value, glyph, style: 'plain' as const });
  assert.equal(textOf(stackedBar([part(1, '#'), part(998, '.'), part(1, '=')], 10)), '#.........');
  assert.equal(textOf(stackedBar([part(1, '#'), part(1, '.')], 10)), '#####.....');
  assert.equal(textOf(stackedBar([part(0, '#')], 4)), '    ');
});
