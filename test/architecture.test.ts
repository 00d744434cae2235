// In: the source tree as text. Out: what docs/architecture.md promises of it, held: who may import whom, that folders are
// entered through their front door, that core is pure, that no drawer folders appear. Failures name file and line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { test } from 'node:test';
import { rootFolder } from './support/paths.js';

/**
 * Room → rooms it may import from (itself is always allowed). The longest matching prefix names a file's room.
 * Values flow left to right in the picture of docs/architecture.md, so no room may import one that comes after it.
 */
const importTable: Readonly<Record<string, readonly string[]>> = {
  'src/core/wire': [],
  'src/core/event': ['src/core/wire'],
  'src/core/decode/capture-policy.ts': ['src/core/wire', 'src/core/event'],
  'src/core/decode/bytes': [],
  'src/core/decode/step': ['src/core/wire', 'src/core/event'],
  'src/core/decode/hpack': ['src/core/decode/bytes'],
  'src/core/decode/http1': ['src/core/wire', 'src/core/event', 'src/core/decode/bytes', 'src/core/decode/step'],
  'src/core/decode/http2': [
    'src/core/wire',
    'src/core/event',
    'src/core/decode/bytes',
    'src/core/decode/step',
    'src/core/decode/hpack',
  ],
  'src/core/decode/secrets': ['src/core/event', 'src/core/decode/step'],
  'src/core/decode/body': ['src/core/decode/bytes', 'src/core/decode/capture-policy.ts'],
  'src/core/decode/connection': [
    'src/core/wire',
    'src/core/event',
    'src/core/decode/capture-policy.ts',
    'src/core/decode/bytes',
    'src/core/decode/step',
    'src/core/decode/body',
    'src/core/decode/secrets',
    'src/core/decode/http1',
    'src/core/decode/http2',
  ],
  'src/core/decode': ['src/core/wire', 'src/core/event'],
  'src/core/exchange': ['src/core/wire', 'src/core/event'],
  'src/core/pbs': ['src/core/wire', 'src/core/event', 'src/core/decode', 'src/core/exchange'],
  'src/core/session': ['src/core/wire', 'src/core/event', 'src/core/pbs'],
  'src/core/recognition': ['src/core/pbs'],
  'src/core/metrics': ['src/core/wire', 'src/core/event', 'src/core/pbs', 'src/core/session', 'src/core/recognition'],
  'src/core/shape': ['src/core/wire'],
  'src/core/report': [
    'src/core/wire',
    'src/core/shape',
    'src/core/event',
    'src/core/pbs',
    'src/core/session',
    'src/core/recognition',
    'src/core/metrics',
  ],
  'src/core/diagnosis/facts': ['src/core/wire', 'src/core/event', 'src/core/pbs', 'src/core/session'],
  'src/core/diagnosis': ['src/core/wire', 'src/core/event', 'src/core/pbs', 'src/core/report'],
  'src/core/gate': ['src/core/pbs', 'src/core/report'],
  'src/core/model': [
    'src/core/wire',
    'src/core/event',
    'src/core/pbs',
    'src/core/session',
    'src/core/recognition',
    'src/core/report',
  ],
  'src/core/evidence': ['src/core/report'],
  'src/core/redact': ['src/core/wire', 'src/core/event', 'src/core/decode', 'src/core/pbs'],
  'src/core': ['src/core'],
  'src/sources/pcap': ['src/core/wire'],
  'src/x509': [],
  'src/folders': [],
  'src/sources/relay': ['src/core/wire', 'src/x509', 'src/folders'],
  'src/sources/lines': [],
  'src/sources/evidence': [
    'src/core/evidence',
    'src/core/report',
    'src/core/decode',
    'src/core/pbs',
    'src/sources/lines',
  ],
  'src/sources/trace': ['src/core/wire', 'src/core/event', 'src/sources/lines'],
  'src/sinks/trace': ['src/core/wire', 'src/core/event', 'src/folders'],
  'src/sinks/html/page': ['src/core/report'],
  'src/sinks/html': ['src/core/report'],
  'src/sinks/pcapng': ['src/core/wire', 'src/core/pbs'],
  'src/sinks/telemetry': ['src/core/report'],
  'src/sinks/parquet': ['src/core/report'],
  'src/sinks/export': [
    'src/core/wire',
    'src/core/event',
    'src/core/decode',
    'src/core/pbs',
    'src/core/report',
    'src/core/model',
    'src/core/gate',
    'src/sinks/html',
    'src/sinks/pcapng',
    'src/sinks/telemetry',
  ],
  'src/sinks/dashboard': ['src/core/report', 'src/core/pbs', 'src/core/event'],
  'src/pbs-server': ['src/core/pbs', 'src/x509', 'src/folders'],
  'src/pbs-client': ['src/core/pbs'],
  'src/lbcheck': [
    'src/core/pbs',
    'src/core/decode',
    'src/core/event',
    'src/sources/relay',
    'src/pbs-server',
    'src/pbs-client',
  ],
  'src/cli': ['src'],
};

/** Pure packages that core may import, with the reason in docs/decisions. */
const corePackages = new Set(['hdr-histogram-js', 'fzstd']);
const drawerNames = /^(utils?|helpers?|common|misc|types|shared|lib)(\.ts)?$/;

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Path of the imported source file from the root; null for packages. */
  readonly target: string | null;
  readonly isTypeOnly: boolean;
}

function listSources(folder: string): string[] {
  return readdirSync(join(rootFolder, folder), { recursive: true })
    .map((entry) => posix.join(folder, String(entry).split(sep).join('/')))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort();
}

const importPattern =
  /^(?:import|export)(\s+type)?\s[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm;

function readImports(file: string): Import[] {
  const text = readFileSync(join(rootFolder, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    const target = specifier.startsWith('.') ? posix.join(dirname(file), specifier).replace(/\.js$/, '.ts') : null;
    return {
      file,
      line: text.slice(0, match.index).split('\n').length,
      specifier,
      target,
      isTypeOnly: match[1] !== undefined,
    };
  });
}

const sources = listSources('src');
const imports = sources.flatMap(readImports);
const show = (list: readonly Import[]): string =>
  list.map((one) => `${one.file}:${one.line} imports ${one.specifier}`).join('\n');

function roomOf(path: string): string {
  const rooms = Object.keys(importTable).filter((room) => path === room || path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? '';
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

test('every source file stands in a room of the import table', () => {
  assert.deepEqual(
    sources.filter((file) => roomOf(file) === ''),
    [],
  );
});

test('imports go one way, as the import table says', () => {
  const wrong = imports.filter((one) => {
    if (one.target === null) return false;
    const room = roomOf(one.file);
    if (isInside(one.target, room)) return false;
    return !(importTable[room] ?? []).some((allowed) => isInside(one.target ?? '', allowed));
  });
  assert.equal(show(wrong), '');
});

test('a folder is entered only through its index.ts', () => {
  const wrong = imports.filter((one) => {
    // core's own front door is the pipeline itself.
    if (one.target === null || one.target.endsWith('/index.ts') || one.target === 'src/core/analyzer.ts') return false;
    // Files of the own folder and of the folders above it are of the same house.
    return !isInside(one.file, dirname(one.target));
  });
  assert.equal(show(wrong), '');
});

test('core imports no package but the pure ones, and nothing of Node', () => {
  const wrong = imports.filter(
    (one) => isInside(one.file, 'src/core') && one.target === null && !corePackages.has(one.specifier),
  );
  assert.equal(show(wrong), '');
});

test('core asks no clock, no chance, no process', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bBuffer\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\./;
  const wrong = sources
    .filter((file) => isInside(file, 'src/core'))
    .flatMap((file) =>
      readFileSync(join(rootFolder, file), 'utf8')
        .split('\n')
        .map((text, index) => ({ text, where: `${file}:${index + 1}` }))
        .filter((line) => impure.test(line.text.replace(/\/\/.*$|^\s*\*.*$/, '')))
        .map((line) => `${line.where} ${line.text.trim()}`),
    );
  assert.deepEqual(wrong, []);
});

test('no module imports itself in a circle', () => {
  const edges = new Map<string, string[]>();
  for (const one of imports) {
    if (one.target === null || one.isTypeOnly) continue;
    edges.set(one.file, [...(edges.get(one.file) ?? []), one.target]);
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});

test('no drawers: every folder and file says in its name what is inside', () => {
  const names = [...sources, ...listSources('test'), ...listSources('scripts')]
    .map((path) => relative('.', path))
    .filter((path) => path.split('/').some((part) => drawerNames.test(part)));
  assert.deepEqual(names, []);
});

test('every source file opens with a comment that says what goes in and what comes out', () => {
  const silent = sources.filter((file) => {
    if (file.endsWith('/index.ts')) return false;
    return !/^(#!.*\n)?\/[/*]/.test(readFileSync(join(rootFolder, file), 'utf8'));
  });
  assert.deepEqual(silent, []);
});

test('no source file grows beyond 300 lines', () => {
  const long = sources
    .map((file) => ({ file, lineCount: readFileSync(join(rootFolder, file), 'utf8').split('\n').length }))
    .filter((one) => one.lineCount > 300)
    .map((one) => `${one.file} ${one.lineCount}`);
  assert.deepEqual(long, []);
});
