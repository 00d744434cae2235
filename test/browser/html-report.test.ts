// The HTML report in Chromium: it draws, zooms by pointer and by key, is readable in light, dark, on a telephone, on paper and without
// script; nothing leaves it, and no name from the wire becomes more than text.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createBrowser, type TestBrowser } from '../support/browser.js';
import { demoDocument, hostileDocument, hostileTexts, sampleDocument } from '../support/html-documents.js';
import { whyWithout } from '../support/tools.js';

const skip = whyWithout('chromium');
const wholeRange = '0:00.000 to 0:12.062';
let browser: TestBrowser;
let demo: string;

before(async () => {
  browser = createBrowser();
  demo = await demoDocument();
});
after(() => browser.close());

const textOf = async (page: Page, place: string): Promise<string> =>
  (await page.locator(place).first().textContent()) ?? '';
const rangeOf = (page: Page): Promise<string> => textOf(page, '#range');

/** Chart by chart, whether anything but one colour was painted. */
const paintedCharts = (page: Page): Promise<Record<string, boolean>> =>
  page.evaluate(() => {
    const isPainted = (canvas: HTMLCanvasElement): boolean => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.buffer;
      return new Set(new Uint32Array(pixels ?? new ArrayBuffer(0))).size > 3;
    };
    const figures = [...document.querySelectorAll('figure')];
    return Object.fromEntries(
      figures.map((figure) => [figure.id, [...figure.querySelectorAll('canvas')].some(isPainted)]),
    );
  });

test('all charts are drawn; no error, no request', { skip }, async () => {
  const { page, misdeeds } = await browser.open(demo);
  const drawn = {
    waterfall: true,
    throughput: true,
    'in-flight': true,
    window: true,
    'client-window': true,
    'chunk-latency': true,
    latency: true,
  };
  assert.deepEqual(await paintedCharts(page), drawn);
  assert.match(await textOf(page, 'h1'), /^All 3 sessions finished/);
  assert.equal(await rangeOf(page), wholeRange);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('dragging over a chart zooms all of them, a double click shows all', { skip }, async () => {
  const { page, misdeeds } = await browser.open(demo);
  const over = page.locator('#throughput .u-over');
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 45, { steps: 4 });
  await page.mouse.up();
  assert.match(await rangeOf(page), /^0:03\.0\d\d to 0:06\.0\d\d$/);
  await over.dblclick();
  assert.equal(await rangeOf(page), wholeRange);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('keys zoom, move and show all; buttons do the same', { skip }, async () => {
  const { page, misdeeds } = await browser.open(demo);
  await page.locator('#charts').focus();
  await page.keyboard.press('+');
  assert.equal(await rangeOf(page), '0:03.015 to 0:09.046');
  await page.keyboard.press('ArrowRight');
  assert.equal(await rangeOf(page), '0:04.523 to 0:10.554');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await rangeOf(page), '0:06.031 to 0:12.062', 'stops at the end');
  await page.keyboard.press('0');
  assert.equal(await rangeOf(page), wholeRange);
  await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
  assert.equal(await rangeOf(page), '0:03.015 to 0:09.046');
  await page.getByRole('button', { name: 'Show all' }).click();
  assert.equal(await rangeOf(page), wholeRange);
  for (let press = 0; press < 20; press++) await page.keyboard.press('+');
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('a session by itself: its range, its calls as bars and as a table, its operations', { skip }, async () => {
  const { page, misdeeds } = await browser.open(demo);
  await page.getByLabel('Session shown').selectOption('3');
  assert.equal(await rangeOf(page), '0:05.255 to 0:12.061');
  await page.locator('#calls-in-view summary').click();
  assert.match(await textOf(page, '#calls-in-view summary'), /68 drawn .*; these are the 25 slowest/);
  assert.equal(await page.locator('#calls-in-view tbody tr').count(), 25);
  assert.match(await textOf(page, '#calls-in-view tbody tr'), /downloadChunkdisk\.img\.fidx/);
  assert.deepEqual(await page.locator('#operation option').allTextContents(), [
    'downloadChunk',
    'downloadFile',
    'openReader',
  ]);
  assert.equal((await paintedCharts(page))['window'], false, 'nothing was uploaded');
  assert.equal(await page.locator('#window .empty').isVisible(), true);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('pointing at a bar says which call it is, at a chart what it shows there', { skip }, async () => {
  const { page } = await browser.open(demo);
  await page.getByLabel('Session shown').selectOption('3');
  const over = page.locator('#waterfall .u-over');
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  assert.ok(box !== null);
  // The last chunk of the image: the lowest lane, shortly before the end.
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height - 8);
  const [name = '', facts = ''] = await page.locator('.tooltip div').allTextContents();
  assert.equal(name, 'downloadChunk of disk.img.fidx');
  assert.match(facts, /^at 0:1\d\.\d+: \d+ ms, 200$/);
  await page.locator('#throughput .u-over').hover();
  assert.match(await textOf(page, '#throughput .readout'), /^0:0\d\.000: .* to the server, .* to the client$/);
  await page.close();

  const stuck = await browser.open(sampleDocument());
  const window = await stuck.page.locator('#window .u-over').boundingBox();
  assert.ok(window !== null);
  await stuck.page.locator('#window .u-over').hover({ position: { x: window.width * 0.95, y: 30 } });
  assert.match(
    await textOf(stuck.page, '#window .readout'),
    /^1:30\.000: 0 B on the connection, .* held up by a window$/,
  );
  await stuck.page.close();
});

/** Words whose colour stands out too little from what is behind them. */
const faintTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (colour: string): number[] => {
      if (canvas === null) return [];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = rgba(colour)
        .slice(0, 3)
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return 'white';
      const own = getComputedStyle(element).backgroundColor;
      return rgba(own)[3] === 255 ? own : behind(element.parentElement);
    };
    const pairs: [string, string, string][] = [];
    for (const element of document.querySelectorAll('body *')) {
      const words = [...element.childNodes]
        .filter((node) => node.nodeType === 3)
        .map((node) => node.textContent?.trim())
        .join('');
      if (words === '' || element.getClientRects().length === 0) continue;
      if (element instanceof SVGTextElement) {
        const bar = element.previousElementSibling;
        if (bar !== null) pairs.push([words, getComputedStyle(element).fill, getComputedStyle(bar).fill]);
      } else if (!['SCRIPT', 'STYLE', 'OPTION'].includes(element.tagName)) {
        pairs.push([words, getComputedStyle(element).color, behind(element)]);
      }
    }
    return pairs
      .map(([words, front, back]) => {
        const [high = 0, low = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a);
        return { words, ratio: (high + 0.05) / (low + 0.05) };
      })
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ words, ratio }) => `${ratio.toFixed(1)} ${words}`);
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme} by the system's wish: every word has contrast; the button turns it`, { skip }, async () => {
    const { page, misdeeds } = await browser.open(sampleDocument(), { colorScheme });
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await background();
    assert.equal(before, colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(14, 17, 22)');
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.deepEqual(await faintTexts(page), []);
    const picture = (): Promise<string> =>
      page.locator('#throughput canvas').evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    const drawnBefore = await picture();
    await page.getByRole('button', { name: /^Use (dark|light) colours$/ }).click();
    assert.notEqual(await background(), before);
    assert.notEqual(await picture(), drawnBefore, 'charts follow');
    assert.deepEqual(await faintTexts(page), []);
    assert.deepEqual(misdeeds, []);
    await page.close();
  });
}

test('on a telephone the page is not wider than the screen', { skip }, async () => {
  for (const document of [demo, hostileDocument()]) {
    const { page } = await browser.open(document, { viewport: { width: 400, height: 800 } });
    assert.equal(await page.evaluate(() => globalThis.document.documentElement.scrollWidth), 400);
    await page.close();
  }
});

test('every control and scrolling table is reached by key and has a name', { skip }, async () => {
  const { page } = await browser.open(sampleDocument());
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, select, [tabindex="0"], svg[role=img], .chart')]
      .filter((one) => one.offsetParent !== null || one instanceof SVGElement)
      .filter((one) => {
        const label = one instanceof HTMLSelectElement ? one.labels?.[0]?.textContent : null;
        return !(one.getAttribute('aria-label') ?? label ?? one.textContent)?.trim();
      })
      .map((one) => one.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(nameless, []);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'To the verdicts');
  await page.close();
});

test('on paper everything is unfolded and light, and folded again afterwards', { skip }, async () => {
  const { page, misdeeds } = await browser.open(demo, { colorScheme: 'dark' });
  await page.evaluate(() => {
    addEventListener('beforeprint', () => {
      const folded = [...document.querySelectorAll('details')].filter((one) => !one.open).length;
      document.body.dataset['paper'] = `${folded} folded, ${document.documentElement.dataset['theme']}`;
    });
  });
  const paper = await page.pdf({ format: 'A4' });
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-');
  assert.equal(await page.evaluate(() => document.body.dataset['paper']), '0 folded, light');
  assert.equal(
    await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'as the system'),
    'as the system',
  );
  assert.ok((await page.locator('details:not([open])').count()) > 0);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('without script: verdicts, budgets and tables stand there, and a sentence instead of the charts', {
  skip,
}, async () => {
  const { page } = await browser.open(demo, { javaScriptEnabled: false });
  assert.equal(await page.locator('.stack').count(), 3);
  assert.equal(await page.locator('#charts').isVisible(), false);
  assert.equal(await page.getByText('The charts need the script of this page.').isVisible(), true);
  assert.equal(await page.getByRole('button').count(), 0);
  await page.close();
});

test('hostile names stay text', { skip }, async () => {
  const { page, misdeeds } = await browser.open(hostileDocument());
  for (const summary of await page.locator('summary').all()) await summary.click();
  const facts = await page.evaluate(() => ({
    wasHacked: 'wasHacked' in globalThis,
    strangers: document.querySelectorAll('img, iframe, object, embed, link, [onerror], [onload], [style*="url"]')
      .length,
    scripts: document.querySelectorAll('script').length,
    text: document.querySelector('main')?.textContent ?? '',
  }));
  assert.equal(facts.wasHacked, false);
  assert.equal(facts.strangers, 0);
  assert.equal(facts.scripts, 2);
  for (const text of hostileTexts.slice(0, -1)) assert.ok(facts.text.includes(text), text);
  assert.doesNotMatch(facts.text, /\p{Cf}|\p{Zl}|(?!\n|\t)\p{Cc}/u);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test('even if markup got in: the policy lets no script run and nothing be fetched', { skip }, async () => {
  let requestCount = 0;
  const server = createServer((_request, response) => {
    requestCount += 1;
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const smuggled =
    `<script>window.wasHacked=1</script><img src="${origin}/x.png" onerror="window.wasHacked=1">` +
    `<link rel="stylesheet" href="${origin}/x.css"><iframe src="${origin}/"></iframe><script src="${origin}/x.js"></script>`;
  const { page, misdeeds } = await browser.open(demo.replace('<main>', `<main>${smuggled}`));
  assert.equal(await page.evaluate(() => 'wasHacked' in globalThis), false);
  const refusals = misdeeds.filter((one) => one.includes('Content Security Policy'));
  assert.equal(refusals.length, 6, misdeeds.join('\n'));
  assert.equal(requestCount, 0);
  await page.close();
  server.close();
});
