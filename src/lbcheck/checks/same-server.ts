// Whether every connection reaches the same PBS: a backup and its reader, a login and its session are several connections.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, fail, pass, unknown } from '../check.js';
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
    let elsewhereCount = 0;
    for (let index = 0; index < connectionCount; index += 1) {
      const asked = await probe.ask({ method: 'GET', target: formatTarget('version') });
      if (asked.kind !== 'asked') return unknown(`There is no connection: ${asked.detail}.`);
      const { exchanged, arrived } = asked;
      const isFine = exchanged.kind === 'reply' && exchanged.status === 200;
      if (isFine && arrived !== null && arrived.heads.length === 0) elsewhereCount += 1;
      answers.push(isFine ? exchanged.body.trim() : describeExchanged(exchanged));
    }
    const different = [...new Set(answers)];
    const fineCount = answers.filter((answer) => answer.startsWith('{')).length;
    if (elsewhereCount > 0)
      return fail(
        `${elsewhereCount} of ${connectionCount} calls were answered by a PBS that is not the one behind this box.`,
        {
          findings: ['several-servers'],
          remedy: 'one-server',
        },
      );
    if (fineCount === 0) return unknown(`The account is not accepted: ${answers[0]}.`);
    if (different.length === 1) return pass(`${connectionCount} connections, one answer.`);
    return fail([`${connectionCount} connections gave ${different.length} answers:`, ...different], {
      findings: ['several-servers'],
      remedy: 'one-server',
    });
  },
};
