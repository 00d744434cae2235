// The exchange and pbs stages on the frames of every real capture, against two witnesses: the frames themselves (how many
// requests, how many bytes, which status) and the server's task log (writer ids, names, uploaded sizes, blobs).
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Call, CallTracker } from '../../src/core/pbs/index.js';
import { type FrameLine, FramesAsEvents, parseFrameLines } from '../support/frames-as-events.js';
import { originalsFolder } from '../support/paths.js';

const suffix = '.frames.jsonl';
const captures = readdirSync(originalsFolder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(suffix))
  .map((path) => join(originalsFolder, path.slice(0, -suffix.length)))
  .sort();

function callsOf(lines: readonly FrameLine[]): Call[] {
  const source = new FramesAsEvents();
  const tracker = new CallTracker();
  const calls: Call[] = [];
  const take = (events: ReturnType<FramesAsEvents['feed']>): void => {
    for (const event of events) {
      for (const step of tracker.feed(event)) if (step.kind === 'callEnded') calls.push(step.call);
    }
  };
  for (const line of lines) take(source.feed(line));
  const atMs = (lines.at(-1)?.t ?? 0) * 1000;
  for (const conn of new Set(lines.map((line) => line.conn))) {
    take([{ kind: 'closed', connection: conn + 1, atMs, by: 'unknown', how: 'fin' }]);
  }
  return calls;
}

const isRequest = (line: FrameLine): boolean =>
  line.dir === 'C' && (line.kind === 'HTTP1' || (line.kind === 'HEADERS' && line.hdr?.[':method'] !== undefined));

/** `connection/stream: status, bytes up, bytes down` of HTTP/2, straight from the frames. */
function tallyFrames(lines: readonly FrameLine[]): string[] {
  const streams = new Map<string, { status: string; up: number; down: number }>();
  for (const line of lines) {
    if (line.kind !== 'HEADERS' && line.kind !== 'DATA') continue;
    const key = `${line.conn + 1}/${line.sid}`;
    const stream = streams.get(key) ?? { status: 'null', up: 0, down: 0 };
    streams.set(key, stream);
    stream.status = line.hdr?.[':status'] ?? stream.status;
    if (line.kind === 'DATA') stream[line.dir === 'C' ? 'up' : 'down'] += line.len ?? 0;
  }
  return [...streams].map(([key, stream]) => `${key}: ${stream.status}, ${stream.up}, ${stream.down}`).sort();
}

const isAnswered = (call: Call): boolean => call.state === 'answered' && call.status === 200;

/** What the server's log and the calls both tell, as lines; a session seen on both sides of a box tells it twice. */
function witnessOf(log: string): string[] {
  const lines: string[] = [];
  let archive = '';
  for (const line of log.split('\n')) {
    const created = /created new (?:dynamic|fixed) index (\d+) \(".*\/([^/"]+)"\)/.exec(line);
    if (created !== null) lines.push(`writer ${created[1]} is ${created[2]}`);
    archive = /Upload statistics for '([^']+)'/.exec(line)?.[1] ?? archive;
    const uploaded = /Upload size: (\d+) /.exec(line);
    if (uploaded !== null) lines.push(`uploaded ${uploaded[1]} for ${archive}`);
    const blob = /add blob ".*\/([^/"]+)" \((\d+) bytes/.exec(line);
    if (blob !== null) lines.push(`blob ${blob[1]} of ${blob[2]}`);
  }
  return [...new Set(lines)].sort();
}

function tellingOf(calls: readonly Call[]): string[] {
  const lines: string[] = [];
  const names = new Map<string, string>();
  const uploaded = new Map<string, number>();
  for (const call of calls.filter(isAnswered).sort((a, b) => a.id - b.id)) {
    const { wid, archiveName, fileName, sizeBytes = 0, encodedSizeBytes } = call.parameters;
    const key = `${call.connection}/${wid ?? call.result.wid}`;
    if (call.result.wid !== undefined) {
      names.set(key, archiveName ?? '?');
      lines.push(`writer ${call.result.wid} is ${archiveName}`);
    }
    if (call.operation.endsWith('Chunk') && wid !== undefined) uploaded.set(key, (uploaded.get(key) ?? 0) + sizeBytes);
    // The server logs no statistics of an image of which nothing was written.
    const isLogged = call.operation.startsWith('close') && call.parameters.chunkCount !== 0;
    if (isLogged) lines.push(`uploaded ${uploaded.get(key) ?? 0} for ${names.get(key)}`);
    if (call.operation === 'uploadBlob') lines.push(`blob ${fileName} of ${encodedSizeBytes}`);
  }
  return [...new Set(lines)].sort();
}

for (const capture of captures) {
  const lines = parseFrameLines(readFileSync(capture + suffix, 'utf8'));
  const name = capture.split('/').slice(-2).join('/');

  test(`${name}: every request is a call with the frames' status and bytes, and has a name`, () => {
    const calls = callsOf(lines);
    assert.equal(calls.length, lines.filter(isRequest).length);
    const http2 = calls.filter((call) => call.protocol === 'http2');
    const tally = http2.map((call) => {
      return `${call.connection}/${call.stream}: ${call.status}, ${call.requestBytes}, ${call.responseBytes}`;
    });
    assert.deepEqual(tally.sort(), tallyFrames(lines));
    assert.deepEqual(
      http2.filter((call) => call.operation === 'rest').map((call) => call.target),
      [],
    );
  });

  const log = `${capture}.task.txt`;
  if (!existsSync(log)) continue;
  test(`${name}: writer ids, names, uploaded sizes and blobs are those of the server's log`, () => {
    const told = tellingOf(callsOf(lines));
    assert.deepEqual(told, witnessOf(readFileSync(log, 'utf8')));
  });
}

test('there are captures to look at', () => {
  assert.ok(captures.length > 0);
});
