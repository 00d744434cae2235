// Debian's Chromium, without a window. In: a document, and how it is to be looked at. Out: the page, and what it did that a report must
// not do: errors on its console, requests to anywhere. One browser for a test file.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, requests beside the file itself, dialogs. */
  readonly misdeeds: readonly string[];
}

/** A thing that is not there after this does not come. */
const giveUpAfterMs = 10_000;

export interface TestBrowser {
  open(document: string, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export function createBrowser(): TestBrowser {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-browser-'));
  let browser: Promise<Browser> | null = null;
  let fileCount = 0;
  return {
    async open(document, options = {}) {
      // The sandbox needs user namespaces, which containers do not grant; what is opened here is ours.
      browser ??= chromium.launch({ executablePath: findProgram('chromium'), args: ['--no-sandbox'] });
      const path = join(folder, `report-${fileCount++}.html`);
      writeFileSync(path, document);
      const url = pathToFileURL(path).href;
      const page = await (await browser).newPage(options);
      page.setDefaultTimeout(giveUpAfterMs);
      const misdeeds: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) misdeeds.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => misdeeds.push(`uncaught: ${error.message}`));
      page.on('request', (request) => {
        if (request.url() !== url) misdeeds.push(`request: ${request.url()}`);
      });
      page.on('dialog', (dialog) => {
        misdeeds.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(url);
      return { page, misdeeds };
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
      await (await browser)?.close();
    },
  };
}

/** The library wants a path. */
function findProgram(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}
