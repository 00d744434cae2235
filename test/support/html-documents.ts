// Reports as HTML for tests. In: a fixture trace, the made-up run, or hostile names. Out: documents.
import { join } from 'node:path';
import { openInput } from '../../src/cli/input/index.js';
import { Analyzer } from '../../src/core/analyzer.js';
import { renderHtml } from '../../src/sinks/html/index.js';
import { fixturesFolder } from './paths.js';
import { createFeed, sampleReport } from './sample-report.js';
import { analyzeScript, call, openBackup } from './session-script.js';

/** The demo's run: two backups and a restore. */
export async function demoDocument(): Promise<string> {
  const input = await openInput({ path: join(fixturesFolder, 'traces', 'demo.pbscope.gz'), keylogPath: undefined });
  const analyzer = new Analyzer({
    source: { kind: input.kind, name: input.name },
    startedAtUnixMs: input.startedAtUnixMs,
  });
  for await (const event of input.events) analyzer.feed(event);
  return renderHtml(analyzer.report(), analyzer);
}

/** Something of everything: a stuck upload, a refusal, a problem. */
export const sampleDocument = (): string => renderHtml(sampleReport, createFeed());

/** What somebody might put into names and answers to get out of the text. */
export const hostileTexts = [
  '</script><script>window.wasHacked=1</script>',
  '"><img src=x onerror=window.wasHacked=1>',
  "'><svg onload=window.wasHacked=1>",
  '<!--<script>',
  ']]>',
  '$' + '{window.wasHacked=1}',
  '`+(window.wasHacked=1)+`',
  '\u202egpj.exe\u2028\u0000\u001b[2J',
] as const;

export function hostileDocument(): string {
  const lines = [openBackup];
  hostileTexts.forEach((text, index) => {
    const name = encodeURIComponent(`${text}.pxar.didx`);
    const stream = 5 + index * 4;
    lines.push(
      call(10 + index * 10, stream, `POST /dynamic_index?archive-name=${name}`, `200 {"data":${index + 1}}`),
      call(15 + index * 10, stream + 2, `POST /finish?x=${name}`, `400 ${text.replace(/[\p{Cc}\p{Zl}]/gu, ' ')}`),
    );
  });
  const analyzer = analyzeScript(lines.join('\n'));
  const report = analyzer.report();
  const source = { kind: 'trace', name: hostileTexts.join(' ') } as const;
  const [verdict] = report.verdicts;
  const verdicts = verdict === undefined ? [] : [{ ...verdict, because: hostileTexts, advice: hostileTexts.join(' ') }];
  return renderHtml({ ...report, source, verdicts }, analyzer);
}
