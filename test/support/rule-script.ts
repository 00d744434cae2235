// A rule's script file: two runs, the smallest that fires and the nearest that stays silent. In: its text. Out: Events of each
// run, and what is expected of it. fixtures/rules/README.md has the form; the events are those of event-script.ts, and:
//
//   backup / reader          opened, upgraded and ready (session-script.ts)
//   call +5..9 3 POST /finish => 200 {"data":null}      asked at 5, answered at 9; ` [2]` behind `call` is a connection,
//   call +5..9 3 POST /blob?… <- 42 bytes => 200        ` <- …` the request's body: text, or so many bytes
//   each n 0..19             the lines up to `end`, for each n; {10+100*n} counts, {digest n} is a digest of its own
import type { Event } from '../../src/core/event/index.js';
import { parseEventScript } from './event-script.js';
import { openBackup, openReader } from './session-script.js';

export interface RuleScript {
  readonly name: 'fires' | 'silent';
  /** Why it is the smallest, or the nearest. */
  readonly why: string;
  readonly events: readonly Event[];
  readonly expected: readonly string[];
}

const heading = /^(fires|silent): (.*)$/;

export function parseRuleScripts(text: string): RuleScript[] {
  const blocks: { name: 'fires' | 'silent'; why: string; script: string[]; expected: string[] }[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    const head = heading.exec(line);
    if (head !== null) {
      blocks.push({ name: head[1] as 'fires', why: head[2] ?? '', script: [], expected: [] });
      continue;
    }
    const block = blocks.at(-1);
    if (block === undefined || line === '') continue;
    if (line.startsWith('= ')) block.expected.push(line.slice(2));
    else block.script.push(line);
  }
  return blocks.map(({ script, ...block }) => ({
    ...block,
    events: inOrder(parseEventScript(expand(script).join('\n'))),
  }));
}

/** Calls that overlap are written one after the other; Events come in order of time. */
const inOrder = (events: readonly Event[]): Event[] => [...events].sort((a, b) => a.atMs - b.atMs);

/** The same text with other expectations: how golden texts are written anew. */
export function withExpectations(text: string, expected: Readonly<Record<string, readonly string[]>>): string {
  const kept = text.split('\n').filter((line) => !line.startsWith('= '));
  const starts = kept.flatMap((line, index) => (heading.test(line) ? [index] : []));
  for (const [place, start] of [...starts.entries()].reverse()) {
    let end = starts[place + 1] ?? kept.length;
    while (kept[end - 1] === '') end -= 1;
    const name = heading.exec(kept[start] ?? '')?.[1] ?? '';
    kept.splice(end, 0, ...(expected[name] ?? []).map((line) => `= ${line}`));
  }
  return kept.join('\n');
}

function expand(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const each = /^each n (\d+)\.\.(\d+)$/.exec(line);
    if (each === null) {
      out.push(...macroOf(line));
      continue;
    }
    const end = lines.indexOf('end', at);
    if (end < 0) throw new Error(`rule script: no end for ${line}`);
    for (let n = Number(each[1]); n <= Number(each[2]); n++) {
      for (const inner of lines.slice(at + 1, end)) out.push(...macroOf(fill(inner, n)));
    }
    at = end;
  }
  return out;
}

function macroOf(line: string): string[] {
  if (line === 'backup') return openBackup.split('\n');
  if (line === 'reader') return openReader.split('\n');
  const filled = line.replace(/\{digest (\d+)\}/g, (_, n) => digestOf(Number(n)));
  return filled.startsWith('call ') ? callLines(filled) : [filled];
}

const callForm = /^call (?:\[(\d+)\] )?\+([\d.]+)\.\.([\d.]+) (\d+) (\S+ \S+)(?: <- (.*?))? => (\d+)(?: (.*))?$/;

function callLines(line: string): string[] {
  const match = callForm.exec(line);
  if (match === null) throw new Error(`rule script: ${line}`);
  const [, connection = '1', askedAt, answeredAt, stream, request, body, status, reply] = match;
  const [asked, answered] = [`+${askedAt} [${connection}]`, `+${answeredAt} [${connection}]`];
  const bytes = /^(\d+) bytes$/;
  const sent = body === undefined ? [] : bytesOrText(bytes.exec(body)?.[1], body, `${asked} C>`, stream);
  const received = reply === undefined ? [] : bytesOrText(bytes.exec(reply)?.[1], reply, `${answered} S>`, stream);
  return [
    `${asked} C> request ${stream} ${request}${body === undefined ? '' : ' body'}`,
    ...sent,
    `${answered} S> reply ${stream} ${status}${reply === undefined ? '' : ' body'}`,
    ...received,
  ];
}

const bytesOrText = (count: string | undefined, text: string, who: string, stream: string | undefined): string[] =>
  count === undefined ? [`${who} body ${stream} ${text}`] : [`${who} data ${stream} ${count}`, `${who} end ${stream}`];

function fill(line: string, n: number): string {
  return line
    .replaceAll('{digest n}', digestOf(n))
    .replaceAll('{n}', String(n))
    .replace(/\{(\d+)\+(\d+)\*n\}/g, (_, base, step) => String(Number(base) + Number(step) * n));
}

/** 64 hex digits that differ in the first ones. */
const digestOf = (n: number): string => (n + 1).toString(16).padStart(8, '0').padEnd(64, '0');
