// Every capture of real traffic: it reads without a problem that is not known to be in it, and the HTTP/1.1 heads inside TLS are
// those of the independent decode beside it.
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import type { WireEvent } from '../../src/core/wire/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { originalsFolder } from '../support/paths.js';
import { besideCapture, listCaptures } from '../support/read-report.js';

interface Witness {
  readonly conn: number;
  readonly dir: 'C' | 'S';
  readonly kind: string;
  readonly head?: string;
  readonly t: number;
}

interface Seen {
  readonly problems: readonly string[];
  readonly established: readonly (WireEvent & { kind: 'tlsEstablished' })[];
  /** Application bytes of both directions as text, by connection and direction. */
  readonly spoken: ReadonlyMap<string, string>;
}

async function readAll(path: string): Promise<Seen> {
  const keys = besideCapture(path, 'keys');
  const problems: string[] = [];
  const established: (WireEvent & { kind: 'tlsEstablished' })[] = [];
  const parts = new Map<string, Buffer[]>();
  const input = { capture: createReadStream(path), ...(keys === null ? {} : { keylog: readFileSync(keys, 'utf8') }) };
  for await (const event of readCapture(input, () => undefined)) {
    if (event.kind === 'problem' || event.kind === 'missing') problems.push(event.code);
    if (event.kind === 'tlsEstablished') established.push(event);
    if (event.kind !== 'bytes') continue;
    const key = `${event.connection} ${event.direction}`;
    const list = parts.get(key) ?? [];
    parts.set(key, list);
    list.push(Buffer.from(event.bytes));
  }
  const spoken = new Map([...parts].map(([key, list]) => [key, Buffer.concat(list).toString('latin1')]));
  return { problems, established, spoken };
}

/** What README.md says of them: cut while capturing, and stopped in the middle. */
const knownProblems: Readonly<Record<string, readonly string[]>> = {
  'pbs-3.2.4/09-benchmark-headers-only.pcapng': ['capture/gap', 'capture/gap', 'capture/gap', 'capture/gap'],
  'pbs-3.2.4/09-benchmark.pcapng': ['capture/gap'],
  // Its own statistics block says that the tool dropped two packets.
  'go-peers/goc-machine-second-pmox.pcapng': ['capture/gap'],
};

const readWitness = (path: string): Witness[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Witness);

const captures = listCaptures(originalsFolder);

test('the captures are there', () => {
  assert.ok(captures.length > 0, `no capture in ${originalsFolder}`);
});

for (const path of captures) {
  const name = relative(originalsFolder, path);
  test(name, async () => {
    const seen = await readAll(path);
    // Two clocks of one machine differ by microseconds now and then: said, and no fault.
    assert.deepEqual(
      seen.problems.filter((code) => code !== 'capture/clock'),
      knownProblems[name] ?? [],
    );
    const frames = besideCapture(path, 'frames.jsonl');
    if (frames === null) return;
    const witnesses = readWitness(frames);
    const heads = witnesses.filter((witness) => witness.kind === 'HTTP1' && witness.head !== undefined);
    for (const { conn, dir, head } of heads) {
      const spoken = seen.spoken.get(`${conn + 1} ${dir === 'C' ? 'toServer' : 'toClient'}`) ?? '';
      assert.ok(spoken.includes(head ?? ''), `connection ${conn + 1} ${dir}: ${head}`);
    }
    const clientFinished = witnesses.filter(
      ({ kind, dir, ...rest }) => kind === 'TLS-HS' && dir === 'C' && 'types' in rest && rest.types === 20,
    );
    // The witness did not look behind CONNECT, so it may know fewer.
    const established = new Set(
      seen.established.map(({ connection, atMs }) => `${connection} ${Math.round(atMs * 1000)}`),
    );
    for (const { conn, t } of clientFinished)
      assert.ok(established.has(`${conn + 1} ${Math.round(t * 1e6)}`), `connection ${conn + 1}`);
  });
}
