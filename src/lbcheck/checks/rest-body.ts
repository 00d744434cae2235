// Large REST bodies: backup logs have up to 16 MiB. A box that refuses 2 MiB lets the session pass, and the log is lost.
import { encodeBlob, endpointNamed, formatTarget } from '../../core/pbs/index.js';
import type { SnapshotName } from '../../pbs-client/index.js';
import { type Check, type CheckResult, fail, pass, unknown, warn } from '../check.js';
import { type Asked, isOfPbs, type Probe, ticketHeaders } from '../probe/index.js';
import { describeExchanged, type Request } from '../wire/index.js';

const sizesBytes = [2 * 1024 * 1024, 16 * 1024 * 1024] as const;
/** A slow line takes its time for 16 MiB. */
const timeoutMs = 60_000;
const tooLarge = 413;

export const restBodyCheck: Check = {
  id: 'rest-body',
  title: 'REST bodies of 2 MiB and 16 MiB get through.',
  sends:
    'POST upload-backup-log of 2 MiB and of 16 MiB; with a token, into the snapshot of the benchmark session, which goes',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const evidence: string[] = [];
    const statuses: (number | null)[] = [];
    const states: CheckResult['state'][] = [];
    for (const byteCount of sizesBytes) {
      const asked = await postLog(probe, byteCount);
      const { state, text, status } = judgeReply(asked);
      evidence.push(`${byteCount / 2 ** 20} MiB: ${text}.`);
      statuses.push(status);
      states.push(state);
      if (state === 'fail') break; // what refuses 2 MiB refuses 16
    }
    const facts = { restBody2MiB: statuses[0] ?? null };
    if (states[0] === 'fail' && statuses[0] === tooLarge)
      return fail(evidence, { facts, findings: ['rest-body-limit'], remedy: 'body-limit' });
    if (states[0] === 'fail') return fail(evidence, { facts });
    if (states.includes('fail')) return warn(evidence, { facts, findings: ['rest-body-limit'], remedy: 'body-limit' });
    return states.includes('unknown') ? unknown(evidence, { facts }) : pass(evidence, { facts });
  },
};

/** With both ends, the way in is a ticket from around the box: the question is the body, not who asks. */
async function postLog(probe: Probe, byteCount: number): Promise<Asked> {
  const { backend } = probe.options;
  const shared = backend === null && probe.depth === 'token' ? await probe.sharedTunnel('backup') : null;
  const snapshot =
    shared?.kind === 'tunnel' ? shared.snapshot : (backend?.takeSnapshot() ?? probe.snapshotFor('backup', 'log'));
  const body = makeBlob(byteCount);
  const credential = backend === null ? await probe.credentials.headers() : await ticketOf(probe);
  return probe.ask({ ...logRequest(probe, snapshot, credential, body), body }, { timeoutMs });
}

function logRequest(
  probe: Probe,
  snapshot: SnapshotName | null,
  credential: Request['headers'],
  body: Uint8Array,
): Request {
  const target = formatTarget('uploadBackupLog', {
    'backup-id': snapshot?.id,
    'backup-time': snapshot?.timeSeconds,
    'backup-type': snapshot?.type,
    store: probe.store,
  });
  return {
    method: endpointNamed('uploadBackupLog').method,
    target,
    headers: [
      ['user-agent', 'proxmox-backup-client/1.0'],
      ['content-type', 'application/octet-stream'],
      ...credential,
      ['content-length', String(body.length)],
      ['host', probe.hostHeader],
    ],
  };
}

async function ticketOf(probe: Probe): Promise<Request['headers']> {
  const ticket = await probe.options.backend?.ticket();
  return ticket === undefined ? [] : ticketHeaders(ticket);
}

/** A blob file as PBS checks it: magic, CRC, plain data. */
const makeBlob = (byteCount: number): Uint8Array =>
  encodeBlob('uncompressed', Buffer.alloc(byteCount, 'the log of a backup\n'));

function judgeReply(asked: Asked): {
  readonly state: 'pass' | 'fail' | 'unknown';
  readonly text: string;
  readonly status: number | null;
} {
  if (asked.kind !== 'asked') return { state: 'unknown', text: asked.detail, status: null };
  const { exchanged, arrived } = asked;
  const text = describeExchanged(exchanged);
  if (exchanged.kind !== 'reply') return { state: 'fail', text, status: null };
  const { status } = exchanged;
  if (status === tooLarge) return { state: 'fail', text, status };
  const didArrive =
    status === 200 || isOfPbs(exchanged) || /snapshot|already contains a log|backup owner/.test(exchanged.body);
  if (didArrive) return { state: 'pass', text: status === 200 ? 'taken' : `PBS answers (${text})`, status };
  return { state: arrived === null || arrived.heads.length === 0 ? 'fail' : 'unknown', text, status };
}
