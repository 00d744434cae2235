// The page's scripts and styles, as text to be put into each report. In: our compiled page scripts, the chart library and its styles
// from its package. Out: one script and one style.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { styles } from './style/index.js';

/** In the order in which they need each other. The page formats numbers with the words of the text report. */
export const pageModules = [
  '../../core/report/units.js',
  './page/palette.js',
  './page/view.js',
  './page/calls.js',
  './page/lanes.js',
  './page/chart.js',
  './page/waterfall.js',
  './page/series-charts.js',
  './page/series-chart.js',
  './page/histogram.js',
  './page/call-table.js',
  './page/controls.js',
  './page/appearance.js',
  './page/main.js',
] as const;

interface Inlined {
  readonly script: string;
  readonly style: string;
}

let inlined: Inlined | null = null;

/** Read once: they do not change while we run. */
export function readInlined(): Inlined {
  inlined ??= {
    script: `/*\n${readPackage('uplot/LICENSE')}*/\n${readPackage('uplot/dist/uPlot.iife.min.js')}\n${joinModules()}`,
    style: `${readPackage('uplot/dist/uPlot.min.css')}\n${styles}`,
  };
  return inlined;
}

const readPackage = (path: string): string => readFileSync(createRequire(import.meta.url).resolve(path), 'utf8');

/** Modules as one script: each a function that returns what it exports, so that a bundler is not needed and what runs can be read. */
function joinModules(): string {
  const bodies = pageModules.map((path) => {
    const module = readFileSync(new URL(path, import.meta.url), 'utf8');
    return `modules['${basename(path)}'] = (() => {\n${asFunctionBody(module)}})();`;
  });
  return `(() => {\n'use strict';\nconst modules = {};\n${bodies.join('\n')}\n})();\n`;
}

/** Understands the imports and exports that our modules have; a test runs the result. */
function asFunctionBody(module: string): string {
  const exported = [...module.matchAll(/^export (?:const|function|class) (\w+)/gm)].map((match) => match[1]);
  const body = module
    .replace(/^import uPlot from 'uplot';$/gm, '') // its script has put it into scope
    .replace(/^import (\{[^}]*\}) from '[^']*\/core\/report\/index\.js';$/gm, "const $1 = modules['units.js'];")
    .replace(/^import (\{[^}]*\}) from '\.\/([^']*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^export (?=const|function|class)/gm, '')
    .replace(/^export \{\};$/gm, '')
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '');
  return `${body}return { ${exported.join(', ')} };\n`;
}
