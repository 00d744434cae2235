// In: an event script (event-script.ts). Out: the report's sessions and archives as text, one line each, for golden tests.
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { describeArchive, describeSession } from '../../src/core/report/index.js';
import { parseEventScript } from './event-script.js';

export function analyze(events: readonly Event[]): Analyzer {
  const analyzer = new Analyzer({ source: { kind: 'trace', name: 'test' }, startedAtUnixMs: 0 });
  for (const event of events) analyzer.feed(event);
  return analyzer;
}

export const analyzeScript = (script: string): Analyzer => analyze(parseEventScript(script));

export function describeSessions(analyzer: Analyzer): string {
  const { sessions } = analyzer.report();
  return sessions.flatMap((session) => [describeSession(session), ...session.archives.map(describeArchive)]).join('\n');
}

/** Hex of one letter: a digest that reads well. */
export const digest = (letter: string): string => letter.repeat(64);

const upgradeOf = (side: 'backup' | 'reader', query: string): string => {
  const name = `proxmox-backup${side === 'reader' ? '-reader' : ''}-protocol-v1`;
  return `
    +0 [1] opened
    +1 [1] C> request h1#1 GET //api2/json/${side}?${query} upgrade=${name} connection=upgrade
    +2 [1] S> reply h1#1 101 connection=upgrade
    +2 [1] http2 upgrade ${name}`;
};

export const snapshotQuery = 'backup-id=elsa&backup-time=1717597476&backup-type=host&store=tank';
export const openBackup = upgradeOf('backup', snapshotQuery);
export const openReader = upgradeOf('reader', snapshotQuery);

/** A call with its answer at the same time, one line of script each; `stream` odd and unused. */
export function call(atMs: number, stream: number, request: string, reply: string, body = ''): string {
  const sent =
    body === '' ? `+${atMs} [1] C> request ${stream} ${request}` : `+${atMs} [1] C> request ${stream} ${request} body`;
  const status = reply.split(' ')[0] ?? '';
  const text = reply.slice(status.length + 1);
  return [
    sent,
    ...(body === '' ? [] : [`+${atMs} [1] C> body ${stream} ${body}`]),
    ...(text === ''
      ? [`+${atMs + 1} [1] S> reply ${stream} ${status}`]
      : [`+${atMs + 1} [1] S> reply ${stream} ${status} body`, `+${atMs + 1} [1] S> body ${stream} ${text}`]),
  ].join('\n');
}

/** Lines of a golden text, without the indent of the test around it. */
export const golden = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
