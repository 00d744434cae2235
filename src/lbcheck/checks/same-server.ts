// Whether every connection reaches a PBS, and the same one: a backup and its reader, a login and its session are several connections.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, type CheckResult, fail, pass, unknown } from '../check.js';
import { isOfPbs } from '../probe/index.js';
import { describeExchanged } from '../wire/index.js';

const connectionCount = 6;

export const sameServerCheck: Check = {
  id: 'same-server',
  title: 'Every connection reaches the same PBS.',
  sends: 'GET version with the account, on six connections',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    const answers: string[] = [];
    const missing: string[] = [];
    let elsewhereCount = 0;
    for (let index = 0; index < connectionCount; index += 1) {
      const asked = await probe.ask({ method: 'GET', target: formatTarget('version') });
      if (asked.kind !== 'asked') return unknown(`There is no connection: ${asked.detail}.`);
      const { exchanged, arrived } = asked;
      const isFine = exchanged.kind === 'reply' && exchanged.status === 200;
      if (isFine && arrived !== null && arrived.heads.length === 0) elsewhereCount += 1;
      if (!isFine && !(exchanged.kind === 'reply' && isOfPbs(exchanged))) missing.push(describeExchanged(exchanged));
      answers.push(isFine ? exchanged.body.trim() : describeExchanged(exchanged));
    }
    if (elsewhereCount > 0)
      return severalServers([
        `${elsewhereCount} of ${connectionCount} calls were answered by a PBS that is not the one behind this box.`,
      ]);
    if (answers.every((answer) => !answer.startsWith('{')))
      return unknown(`The account is not accepted: ${answers[0]}.`);
    if (missing.length > 0)
      return fail(
        [`${missing.length} of ${connectionCount} calls reached no PBS, the others did:`, ...new Set(missing)],
        { findings: ['server-missing'], remedy: 'server-health' },
      );
    const different = [...new Set(answers)];
    if (different.length === 1) return pass(`${connectionCount} connections, one answer.`);
    return severalServers([`${connectionCount} connections gave ${different.length} answers:`, ...different]);
  },
};

const severalServers = (evidence: readonly string[]): CheckResult =>
  fail(evidence, { findings: ['several-servers'], remedy: 'one-server' });
