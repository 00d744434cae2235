// Markup: whatever is put into a template stays text, whatever is put into the JSON element comes out of it as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html, jsonMarkup, plainText } from '../../../../src/sinks/html/markup.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '`', '/', 'script', '-', '!', ']', '\u2028', '\ud800') }),
);

const textOf = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

test('text in a template, in an attribute or alone, is that text and nothing else', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { markup } = html`<b title="${text}">${text}</b>`;
      const match = /^<b title="([^"<>]*)">([^<>]*)<\/b>$/.exec(markup);
      assert.ok(match !== null, markup);
      assert.equal(textOf(match[1] ?? ''), plainText(text));
      assert.equal(textOf(match[2] ?? ''), plainText(text));
    }),
  );
});

test('markup in a template stays markup, lists are joined, null is nothing', () => {
  assert.equal(html`<p>${[html`<i>${'<'}</i>`, 'a & b', 7]}${null}</p>`.markup, '<p><i>&lt;</i>a &amp; b7</p>');
});

test('a value in the JSON element comes out of it as it was, but for what hides or steers', () => {
  fc.assert(
    fc.property(fc.jsonValue(), hostile, (value, text) => {
      const { markup } = jsonMarkup({ value, text });
      assert.doesNotMatch(markup, /[<>&\u2028\u2029]/);
      const plain = JSON.parse(JSON.stringify({ value, text }), (_key, one: unknown) =>
        typeof one === 'string' ? plainText(one) : one,
      ) as unknown;
      assert.equal(JSON.stringify(JSON.parse(markup)), JSON.stringify(plain));
    }),
  );
});

test('control, format and separator characters become a mark that is seen', () => {
  assert.equal(
    plainText('a\u202eb\u0000c\u001bd\u2028e\ud800f\u200bg ü 日本'),
    'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg ü 日本',
  );
});
