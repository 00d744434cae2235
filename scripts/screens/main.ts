// Draws the pictures of docs/screens: `node dist/scripts/screens/main.js`. In: traces of fixtures/traces. Out: SVG files from the
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
  /** In fixtures/traces. */
  readonly trace: string;
  readonly title: string;
  readonly atMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly keys: string;
}

/** A backup of which an append hangs: what somebody opens pbscope for. */
const hanging = { trace: 'hanging-append.pbscope.gz', atMs: 40_500, columns: 116 } as const;
const demo = { trace: 'demo.pbscope.gz', columns: 110 } as const;

const pictures: readonly Picture[] = [
  { ...hanging, file: 'overview.svg', title: 'Overview: a backup, and a call that hangs', rows: 36, keys: '1' },
  { ...hanging, file: 'timeline.svg', title: 'Timeline of a backup', rows: 30, keys: '2' },
  { ...demo, file: 'calls.svg', title: 'Calls of a restore', atMs: 9000, rows: 24, keys: '3' },
  { ...hanging, file: 'latency.svg', title: 'Latency of chunk uploads', rows: 24, keys: '4jj' },
  { ...hanging, file: 'flow.svg', title: 'Windows and limits of a backup', rows: 38, keys: '5' },
  { ...hanging, file: 'verdicts.svg', title: 'What was found, and what to do', rows: 30, keys: '6' },
  { ...demo, file: 'events.svg', title: 'Events, one line each', atMs: 2700, rows: 20, keys: '7' },
];

async function playUpTo({ trace: file, atMs }: Picture): Promise<Analyzer> {
  const trace = await readTrace(createReadStream(join(fixturesFolder, 'traces', file)).pipe(createGunzip()));
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
    { feed: await playUpTo(picture), title: 'pbs.example.com', isLive: true, colour: '256' },
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
