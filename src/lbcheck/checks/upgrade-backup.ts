// The upgrade itself, as the official client asks for it: the check that everything else hangs on.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, type CheckResult, fail, pass, skip, unknown } from '../check.js';
import { explainRefusal, type Opening, type Probe } from '../probe/index.js';
import { decodeFrameHead, type Exchanged, firstLine, frameHeadBytes, frameTypes } from '../wire/index.js';

export const upgradeBackupCheck: Check = {
  id: 'upgrade-backup',
  title: 'The upgrade of a backup is answered with 101, and a tunnel follows.',
  sends:
    'GET //api2/json/backup with Upgrade: proxmox-backup-protocol-v1; on a real PBS a benchmark session, whose snapshot it removes',
  depth: 'none',
  phase: 'steps',
  run: async (probe) => judgeOpening(probe, await probe.sharedTunnel('backup')),
};

export async function judgeOpening(probe: Probe, opening: Opening): Promise<CheckResult> {
  switch (opening.kind) {
    case 'unreachable':
    case 'no-tls':
      return unknown(`There is no connection: ${opening.detail}.`);
    case 'not-trusted':
      return unknown(`The account is not sent there: ${opening.detail}.`);
    case 'nothing-to-read':
      return skip('There is no snapshot to read: name one with --snapshot.');
    case 'tunnel':
      return pass(`101 in ${Math.round(opening.reply.afterMs)} ms.`, { facts: { status: 101, body: '' } });
    case 'broken':
      return fail([opening.reply.statusLine, `${opening.what}.`, ...describeVersion(opening.arrived)], {
        findings: ['tunnel-broken'],
        remedy: opening.arrived?.heads.at(-1)?.httpVersion === '1.0' ? 'http11-to-server' : 'pass-upgrade',
        facts: { status: 101, body: '', settingsEndToEnd: false },
      });
    case 'refused':
      return judgeRefusal(probe, opening);
  }
}

const describeVersion = (arrived: Extract<Opening, { kind: 'broken' }>['arrived']): string[] => {
  const head = arrived?.heads.at(-1);
  return head === undefined ? [] : [`PBS was asked in HTTP/${head.httpVersion}.`];
};

async function judgeRefusal(
  probe: Probe,
  { exchanged, arrived }: Extract<Opening, { kind: 'refused' }>,
): Promise<CheckResult> {
  const facts =
    exchanged.kind === 'reply'
      ? { status: exchanged.status, body: firstLine(exchanged.body) }
      : { status: null, body: null };
  if (probe.depth === 'none' && isUnauthorized(exchanged))
    return unknown('PBS asks who it is before it looks at the upgrade: that needs an account.', { facts });
  if (exchanged.kind === 'ended' && exchanged.bytes === '' && (await speaksOnlyHttp2(probe)))
    return fail(
      'The box closes without a byte what is no HTTP/2, and answers HTTP/2: its listener speaks nothing else.',
      {
        facts,
        findings: ['h2-forced'],
        remedy: 'http1-to-client',
      },
    );
  const { finding, remedy, evidence } = explainRefusal(exchanged, arrived);
  return fail(evidence, { facts, findings: [finding], remedy: await refine(probe, remedy, exchanged, arrived) });
}

const isUnauthorized = (exchanged: Exchanged): boolean =>
  exchanged.kind === 'reply' && exchanged.status === 401 && /^authentication failed/.test(exchanged.body);

/** A box that serves other calls and refuses this one by itself routes by path: the client asks with two slashes. */
async function refine(
  probe: Probe,
  remedy: NonNullable<CheckResult['remedy']>,
  exchanged: Exchanged,
  arrived: Extract<Opening, { kind: 'refused' }>['arrived'],
): Promise<NonNullable<CheckResult['remedy']>> {
  const isOwnAnswer = arrived === null || arrived.heads.length === 0;
  if ((remedy !== 'reach-server' && remedy !== 'allow-request') || exchanged.kind !== 'reply' || !isOwnAnswer)
    return remedy;
  const isAnswered = async (target: string): Promise<boolean> => {
    const asked = await probe.ask({ method: 'GET', target }, { withCredentials: false });
    return asked.kind === 'asked' && asked.exchanged.kind === 'reply' && asked.exchanged.status === 200;
  };
  const ping = formatTarget('ping');
  // Twice each: of two servers one may be missing, and then it is no matter of slashes.
  const answers = [ping, `/${ping}`, ping, `/${ping}`].map(isAnswered);
  const [plain, double, plainAgain, doubleAgain] = await Promise.all(answers);
  if (plain !== true || plainAgain !== true || double !== doubleAgain) return remedy;
  return double === true ? 'allow-request' : 'double-slash';
}

const prefaceAndSettings = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.from('000000040000000000', 'hex'),
]);

async function speaksOnlyHttp2(probe: Probe): Promise<boolean> {
  const dialed = await probe.dial({});
  if (dialed.kind !== 'secure') return false;
  const { channel } = dialed;
  await channel.write(prefaceAndSettings);
  const came = await channel.waitBeyond(frameHeadBytes - 1, performance.now() + 3000);
  const isHttp2 = came === 'more' && decodeFrameHead(channel.held).type === frameTypes.settings;
  channel.destroy();
  return isHttp2;
}
