// Real traffic in fixtures/captures: Law 5 holds, the programs are recognised, and the greatest cause is the one that the
// capture was made to show. A capture that is added here needs its line.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { budgetRows } from '../../src/core/report/index.js';
import { assertConservation } from '../support/budget-lines.js';
import { fixturesFolder } from '../support/paths.js';
import { listCaptures, observeCapture } from '../support/read-report.js';

/** Session by session: client and its limit, server, the cause that took most. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'goc-dir-first': ['go-directory 1, unknown: clientProduce'],
  'goc-drop': ['go-directory 1, unknown: clientProduce', 'go-directory 1, unknown: open'],
  'goc-machine-first': ['go-machine 8, unknown: clientProduce'],
  'goc-machine-second-pmox': ['go-machine 8, go-s3: clientProduce'],
  'goc-reader': ['go-directory 1, unknown: server'],
  'pmox-lost-preface': ['go-directory 1, unknown: connect'],
  '01-first-backup-token': ['file-client 66, pbs-3: clientProduce'],
  '02-second-backup-dedup': ['file-client 66, pbs-3: clientProduce'],
  '03b-image-backup-again': ['file-client 66, pbs-3: clientProduce'],
  '04-restore-dir': ['file-client 1, pbs-3: idle'],
  '05-password-login': ['file-client 66, pbs-3: server'],
  '06-encrypted-backup': ['file-client 66, pbs-3: open'],
  '07-interrupted-kill': ['file-client 66, pbs-3: requestTransfer'],
  '08a-wrong-token-secret': ['file-client 66, unknown: login'],
  '08c-token-no-permission': ['file-client 66, unknown: open'],
  '08e-timestamp-too-old': ['file-client 66, unknown: open'],
  '08i-group-locked': ['file-client 66, pbs-3: requestTransfer', 'file-client 66, unknown: connect'],
  '09-benchmark': ['benchmark 100, pbs-3: requestTransfer'],
  '10-backup-rtt80': ['file-client 66, pbs-3: roundTrip'],
  '10c-restore-rtt80': ['file-client 1, pbs-3: roundTrip'],
  '11b-backup-many-chunks-all-known': ['file-client 66, pbs-3: clientProduce'],
  '12-multi-archive': ['file-client 66, pbs-3: clientProduce'],
  '13-dry-run': ['file-client 66, pbs-3: open'],
  '15-restore-by-group': ['file-client 1, pbs-3: open'],
  '17-connect-proxy': ['file-client 66, pbs-3: server', 'file-client 66, pbs-3: clientProduce'],
  '20-idle-cut-haproxy': ['file-client 1, pbs-3: idle'],
  '23-two-sides-haproxy-http': ['file-client 66, pbs-3: open', 'file-client 66, pbs-3: open'],
  '02-meta-first': ['file-client 66, pbs-4: clientProduce'],
  '03-meta-second': ['file-client 66, pbs-4: clientProduce', 'file-client 1, pbs-4: idle'],
  '04-data-first': ['file-client 66, pbs-4: clientProduce'],
  '05-image-first': ['file-client 66, pbs-4: clientProduce'],
  '06-restore-split': ['file-client 1, pbs-4: idle'],
  '07-password-login': ['file-client 66, pbs-4: server'],
  '08a-rtt80-meta-second': ['file-client 66, pbs-4: roundTrip', 'file-client 1, pbs-4: roundTrip'],
  '08c-rtt80-restore': ['file-client 1, pbs-4: roundTrip'],
  '08d-ratelimited-4mbit': ['file-client 66, pbs-4: requestTransfer'],
  '08x-blackhole-timeout': ['file-client 66, pbs-4: requestTransfer'],
  '10-group-locked': ['file-client 66, pbs-4: requestTransfer', 'file-client 66, unknown: connect'],
  '10d-wrong-token-secret': ['file-client 66, unknown: login'],
  '11-mount-idle': ['file-client 1, pbs-4: idle'],
  '12-pull': ['pull-sync 20, pbs-4: server', 'pull-sync 20, pbs-4: open', 'pull-sync 20, pbs-4: open'],
  '13a-goc-dir-first': ['go-directory 1, pbs-4: clientProduce'],
  '13c-goc-machine-vm-first-finish400': ['go-machine 8, pbs-4: clientProduce'],
  '13e-goc-machine-host-first': ['go-machine 8, pbs-4: clientProduce'],
  '01-vm-first': ['qemu 100, pbs-4: server'],
  '02-vm-incremental-reuse-csum': ['qemu 100, pbs-4: clientProduce'],
  '03-vm-incremental-nochange': ['qemu 100, pbs-4: server'],
  '04-vm-new-process': ['qemu 100, pbs-4: clientProduce'],
  '05-restore-image': ['qemu 16, pbs-4: idle'],
  '07-abort': ['qemu 100, pbs-4: clientProduce'],
  '09b-rtt80-16-parallel-calls': ['qemu 100, pbs-4: roundTrip'],
  '11b-restore-300-chunks-rtt1000': ['qemu 16, pbs-4: roundTrip'],
};

for (const capture of listCaptures(join(fixturesFolder, 'captures'))) {
  const name = basename(capture).replace(/\.pcap(ng)?(\.gz)?$/, '');
  test(name, async () => {
    const { report } = await observeCapture(capture);
    assertConservation(report);
    const lines = report.sessions.map((session) => {
      const { client, server } = session;
      return `${client.kind} ${client.pipeline.callCount}, ${server.kind}: ${budgetRows(session)[0]?.cause}`;
    });
    assert.deepEqual(lines, expected[name] ?? []);
  });
}
