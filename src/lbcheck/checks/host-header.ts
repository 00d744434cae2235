// A request without Host: a known third-party client sends none, and PBS takes it.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, pass, unknown, warn } from '../check.js';
import { describeExchanged } from '../wire/index.js';

export const hostHeaderCheck: Check = {
  id: 'host-header',
  title: 'A request without Host reaches PBS.',
  sends: 'GET /api2/json/ping without a Host header',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const target = formatTarget('ping');
    const asked = await probe.ask({ method: 'GET', target, headers: [] }, { withCredentials: false });
    if (asked.kind !== 'asked') return unknown('There is no connection.');
    const { exchanged } = asked;
    if (exchanged.kind === 'reply' && exchanged.status === 200) return pass('It is answered.');
    const withHost = await probe.ask({ method: 'GET', target }, { withCredentials: false });
    if (withHost.kind !== 'asked' || withHost.exchanged.kind !== 'reply' || withHost.exchanged.status !== 200)
      return unknown('With Host it is not answered either.');
    return warn(`It is refused (${describeExchanged(exchanged)}); official clients send Host.`, {
      findings: ['host-header-required'],
    });
  },
};
