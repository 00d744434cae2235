// The upgrade of a reader: its protocol has another name, which a box may not know.
import { type Check, skip } from '../check.js';
import { judgeOpening } from './upgrade-backup.js';

export const upgradeReaderCheck: Check = {
  id: 'upgrade-reader',
  title: 'The upgrade of a restore is answered with 101, and a tunnel follows.',
  sends:
    'GET //api2/json/reader with Upgrade: proxmox-backup-reader-protocol-v1, on the snapshot that --snapshot names',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    const backup = await probe.sharedTunnel('backup');
    const result = await judgeOpening(probe, await probe.sharedTunnel('reader'));
    if (result.state === 'skipped') return skip(result.evidence[0] ?? '');
    // The reply of a backup's upgrade is the one that is told.
    const { facts: _facts, ...rest } = result;
    return backup.kind === 'tunnel' ? rest : { ...rest, findings: [] };
  },
};
