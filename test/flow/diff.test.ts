// Two captures of the same restore, near and far, against each other: the text as a person reads it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { diffReports } from '../../src/core/model/index.js';
import { renderDiff } from '../../src/sinks/export/index.js';
import { fixturesFolder } from '../support/paths.js';
import { observeCapture } from '../support/read-report.js';

const golden = `\
before  06-restore-split.pcap.gz
after   08c-rtt80-restore.pcap.gz

restore of host/dat01/2026-11-24T08:11:44Z: 150 ms, then 2.96 s (+2.81 s, 19.7x)
    +2.10 s  round trip: 0.03 ms, then 80.6 ms
    +704 ms  rate on the line: 592 MiB/s, then 2.1 MiB/s

  time                    before       after      change
  roundTrip              0.73 ms      1.85 s     +1.85 s
  responseTransfer       2.54 ms      706 ms     +704 ms
  connect                4.33 ms      165 ms     +161 ms
  open                   20.1 ms      100 ms    +80.4 ms
  idle                   93.7 ms      105 ms    +10.9 ms
  server                 28.4 ms     30.7 ms    +2.32 ms
  closing                0.12 ms        0 ms    -0.12 ms
  clientProduce          0.50 ms     0.62 ms    +0.11 ms

  archive                           moved        then       known        then
  data.mpxar.didx                 2.3 KiB     2.3 KiB           -           -
  data.ppxar.didx                 1.5 MiB     1.5 MiB           -           -

NEW FINDINGS
  info serial-restore (session 1): The restore fetches one chunk after the
  other.
  info high-round-trip (session 1): The round trip between client and server is
  long.
`;

test('a restore 80 ms away against the same one nearby', async () => {
  const captures = join(fixturesFolder, 'captures', 'pbs-4.1.1');
  const [before, after] = ['06-restore-split.pcap.gz', '08c-rtt80-restore.pcap.gz'] as const;
  const [near, far] = await Promise.all([before, after].map((name) => observeCapture(join(captures, name))));
  const diff = diffReports(near?.report ?? assert.fail(), far?.report ?? assert.fail());
  assert.equal(renderDiff(diff, { before, after }), golden);
});
