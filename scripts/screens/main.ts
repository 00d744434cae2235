// Draws the pictures of docs/screens: `node dist/scripts/screens/main.js`. In: the demo's trace in fixtures/traces. Out: SVG files from the
// cells of a real dashboard, played up to a moment, and a PNG of the HTML report in Debian's Chromium.
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import headless from '@xterm/headless';
import { Analyzer } from '../../src/core/analyzer.js';
import { readTrace } from '../../src/sources/trace/index.js';
import { createBrowser } from '../../test/support/browser.js';
import { demoDocument } from '../../test/support/html-documents.js';
import { openDashboard } from '../../test/support/open-dashboard.js';
import { fixturesFolder, rootFolder } from '../../test/support/paths.js';
import { renderSvg } from './svg.js';

interface Picture {
  readonly file: string;
  readonly title: string;
  readonly atMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly keys: string;
}

const pictures: readonly Picture[] = [
  { file: 'overview.svg', title: 'Overview of a running backup', atMs: 2700, columns: 110, rows: 28, keys: '1' },
  { file: 'timeline.svg', title: 'Timeline of a running backup', atMs: 2700, columns: 110, rows: 26, keys: '2' },
  { file: 'calls.svg', title: 'Calls of a restore', atMs: 9000, columns: 110, rows: 24, keys: '3' },
  { file: 'latency.svg', title: 'Latency of chunk uploads', atMs: 2700, columns: 110, rows: 24, keys: '4jj' },
  { file: 'flow.svg', title: 'Windows and limits of a backup', atMs: 2700, columns: 110, rows: 36, keys: '5' },
  { file: 'verdicts.svg', title: 'What was found of a restore', atMs: 20_000, columns: 110, rows: 24, keys: '6' },
  { file: 'events.svg', title: 'Events, one line each', atMs: 2700, columns: 110, rows: 20, keys: '7' },
];

async function playUpTo(atMs: number): Promise<Analyzer> {
  const trace = await readTrace(
    createReadStream(join(fixturesFolder, 'traces', 'demo.pbscope.gz')).pipe(createGunzip()),
  );
  const analyzer = new Analyzer({
    source: { kind: 'live', name: 'demo' },
    startedAtUnixMs: Date.parse(trace.header.startedAt),
  });
  for await (const event of trace.events) {
    if (event.atMs > atMs) break;
    analyzer.feed(event);
  }
  analyzer.advanceTo(atMs);
  return analyzer;
}

async function draw(picture: Picture): Promise<string> {
  const { columns, rows } = picture;
  const { terminal, dashboard } = openDashboard(
    { columns, rows },
    { feed: await playUpTo(picture.atMs), title: 'demo', isLive: true, colour: '256' },
  );
  terminal.type(picture.keys);
  dashboard.refresh();
  await terminal.rows();
  const copy = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => copy.write(terminal.takeWritten(), resolve));
  const svg = renderSvg(copy, picture.title);
  dashboard.close();
  return svg;
}

const folder = join(rootFolder, 'docs', 'screens');
mkdirSync(folder, { recursive: true });
for (const picture of pictures) {
  writeFileSync(join(folder, picture.file), await draw(picture));
  console.log(`docs/screens/${picture.file}`);
}

/** Where the time went, and the timeline below it. */
const browser = createBrowser();
const { page } = await browser.open(await demoDocument(), { viewport: { width: 1100, height: 1000 } });
await page.locator('#time').evaluate((heading) => heading.parentElement?.scrollIntoView());
await page.screenshot({ path: join(folder, 'html-report.png') });
await browser.close();
console.log('docs/screens/html-report.png');
