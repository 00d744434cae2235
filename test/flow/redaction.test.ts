// Captures of real traffic, recorded as traces without names: no name of the original is left, and the report says the same in numbers.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openInput } from '../../src/cli/input/index.js';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { zeroChunkDigest } from '../../src/core/pbs/index.js';
import { findSecrets, NameRedactor } from '../../src/core/redact/index.js';
import type { Report } from '../../src/core/report/index.js';
import { fixturesFolder } from '../support/paths.js';

/** Backup with known chunks, metadata twin, refusals with texts, tunnel, QEMU, restore, third-party peers. */
const captures = [
  'pbs-3.2.4/03b-image-backup-again.pcapng',
  'pbs-3.2.4/08a-wrong-token-secret.pcapng',
  'pbs-3.2.4/08e-timestamp-too-old.pcapng',
  'pbs-3.2.4/08i-group-locked.pcap.gz',
  'pbs-3.2.4/11b-backup-many-chunks-all-known.pcapng',
  'pbs-3.2.4/15-restore-by-group.pcapng',
  'pbs-3.2.4/17-connect-proxy.pcap.gz',
  'pbs-4.1.1/03-meta-second.pcapng',
  'qemu-2.0.2/02-vm-incremental-reuse-csum.pcap.gz',
  'go-peers/goc-drop.pcap.gz',
].map((name) => join(fixturesFolder, 'captures', name));

async function readEvents(path: string): Promise<Event[]> {
  const keylogPath = path.replace(/\.pcap(ng)?(\.gz)?$/, '.keys');
  const input = await openInput({ path, keylogPath: existsSync(keylogPath) ? keylogPath : undefined });
  const events: Event[] = [];
  for await (const event of input.events) events.push(event);
  return events;
}

function redactAll(events: readonly Event[]): Event[] {
  const redactor = new NameRedactor((text) => createHmac('sha256', 'salt').update(text).digest('hex'));
  const redacted = events.flatMap((event) => redactor.redact(event));
  assert.equal(redactor.droppedBodyCount, 0);
  return redacted;
}

function report(events: readonly Event[]): Report {
  const analyzer = new Analyzer({ source: { kind: 'trace', name: 'x' }, startedAtUnixMs: 0 });
  for (const event of events) analyzer.feed(event);
  return analyzer.report();
}

/** Numbers, switches and the words of the report itself; texts that may hold a name are empty. */
const numbersOf = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? '' : item)));

const verdictsOf = ({ verdicts }: Report): string[] =>
  verdicts.map(({ rule, state, severity, session }) => `${rule} ${state} ${severity} ${session}`);

/** What a person would not want to send away. */
function namesIn(original: Report, events: readonly Event[]): Set<string> {
  const names = new Set<string>();
  for (const session of original.sessions) {
    names.add(session.store ?? '');
    names.add(session.snapshot?.split('/')[1] ?? '');
    for (const { name } of session.archives) names.add(name.split('.')[0] ?? '');
  }
  for (const event of events) {
    if (event.kind !== 'requestHead') continue;
    for (const part of event.credential?.authId?.split(/[@!]/) ?? []) names.add(part);
    const [, digest] = /digest=([0-9a-f]{64})/.exec(event.target) ?? [];
    names.add(digest ?? '');
  }
  // Words that stand in every snapshot or every installation.
  const anybodys = [
    '',
    'index',
    'catalog',
    'client',
    'qemu-server',
    'fw',
    'root',
    'pam',
    'pbs',
    'data',
    'backup',
    '100',
    zeroChunkDigest,
  ];
  for (const word of anybodys) names.delete(word);
  return names;
}

for (const path of captures) {
  test(`${path.split('/').slice(-2).join('/')}: numbers stay, names go`, async () => {
    const events = await readEvents(path);
    const redacted = redactAll(events);
    const [before, after] = [report(events), report(redacted)];
    assert.deepEqual(verdictsOf(after), verdictsOf(before));
    assert.deepEqual(numbersOf(after.sessions), numbersOf(before.sessions));
    assert.deepEqual(numbersOf(after.connections), numbersOf(before.connections));
    const text = redacted
      .map((event) =>
        event.kind === 'bodyPart'
          ? `${event.kind} ${Buffer.from(event.base64, 'base64').toString('latin1')}`
          : JSON.stringify(event),
      )
      .join('\n');
    const left = [...namesIn(before, events)].filter((name) => new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text));
    assert.deepEqual(left, []);
    assert.deepEqual(
      redacted.flatMap((event) => findSecrets(JSON.parse(JSON.stringify(event)))),
      [],
    );
  });
}
