// What happened in each capture of real traffic, as its README says, and the findings that follow. One table, used on the originals
// and on the fixtures made from them. Captures that are not named are healthy: no error, no warning.
import { basename } from 'node:path';
import type { Report } from '../../src/core/report/index.js';

export interface CaptureStory {
  readonly happened: string;
  /** Errors and warnings, the top one first; `rule/session`. */
  readonly findings: readonly string[];
}

export const expectedVerdicts: Readonly<Record<string, CaptureStory>> = {
  '07-interrupted-kill': {
    happened: 'the client was killed in mid-upload: nothing on the wire names another cause',
    findings: ['error unfinished-session/1'],
  },
  '07-abort': {
    happened: 'the QEMU library was told to abort',
    findings: ['error unfinished-session/1'],
  },
  '08a-wrong-token-secret': { happened: '401 after 3 s', findings: ['error upgrade-refused/1'] },
  '10d-wrong-token-secret': { happened: '401 after 3 s, in 4.x', findings: ['error upgrade-refused/1'] },
  '08b-wrong-password': {
    happened: 'a login refused after 3 s; no session came about',
    findings: ['warning auth-delay/-'],
  },
  '08c-token-no-permission': { happened: '403 at once', findings: ['error upgrade-refused/1'] },
  '08e-timestamp-too-old': { happened: 'an older backup time', findings: ['warning clock/1'] },
  '08g-wrong-fingerprint': { happened: 'a TLS alert of the client', findings: ['error fingerprint/-'] },
  '08i-group-locked': { happened: 'two clients on one group', findings: ['warning group-locked/2'] },
  '10-group-locked': { happened: 'the same, in the wording of 4.x', findings: ['warning group-locked/2'] },
  '20-idle-cut-haproxy': { happened: 'a box with 5 s limits, left idle', findings: ['error idle-timeout/1'] },
  '13c-goc-machine-vm-first-finish400': { happened: 'finish is refused', findings: ['error failed-call/1'] },
  'goc-drop': {
    happened: 'the server closes at the second chunk; the client dials again with stale writer ids',
    findings: ['error unfinished-session/1', 'warning failed-call/2'],
  },
  '11b-restore-300-chunks-rtt1000': {
    happened: 'a restore at 1 s of round trip: 20 s of waiting',
    findings: ['warning high-round-trip/1'],
  },
  'goc-machine-second-pmox': {
    happened: 'a third-party server: windows of 1 MiB, a 101 without Connection',
    findings: ['warning foreign-window/1', 'warning upgrade-headers/1'],
  },
  'pmox-lost-preface': {
    happened: 'the same server loses the first byte of the preface and closes',
    findings: ['error tunnel-closed-at-once/1', 'warning upgrade-headers/1'],
  },
};

export function findings(report: Report): string[] {
  return report.verdicts
    .filter((verdict) => verdict.state === 'found' && verdict.severity !== 'info')
    .map((verdict) => `${verdict.severity} ${verdict.rule}/${verdict.session ?? '-'}`);
}

export const nameOfCapture = (path: string): string => basename(path).replace(/\.pcap(ng)?(\.gz)?$/, '');
