// What left the client and what arrived at PBS, line by line: which header, path or version the box changed.
import { type Check, pass, skip, warn } from '../check.js';
import type { Opened, Probe } from '../probe/index.js';
import { withTunnel } from './with-tunnel.js';

/** What every box may change, and PBS does not look at. */
const harmless =
  /^(?:x-forwarded-|x-real-ip|via|forwarded|x-request-id|x-varnish|x-envoy-|traceparent|accept-encoding$)/;

export const requestUnchangedCheck: Check = {
  id: 'request-unchanged',
  title: 'The upgrade arrives at PBS as it was sent.',
  sends: 'nothing more: it compares both ends of the upgrade',
  depth: 'both-ends',
  phase: 'steps',
  run: (probe) => withTunnel(probe, 'backup', (opened) => compare(probe, opened)),
};

async function compare(probe: Probe, { head, snapshot }: Opened): Promise<ReturnType<typeof pass>> {
  if (head === null) return skip('Nothing arrived at the far end.');
  const sent = new Map(await probe.upgradeHeaders('backup', true));
  const arrived = new Map<string, string>();
  for (let at = 0; at + 1 < head.rawHeaders.length; at += 2)
    if (!arrived.has((head.rawHeaders[at] ?? '').toLowerCase()))
      arrived.set((head.rawHeaders[at] ?? '').toLowerCase(), head.rawHeaders[at + 1] ?? '');
  const target = probe.upgradeTarget('backup', snapshot);
  const changes = [
    ...(head.httpVersion === '1.1' ? [] : [`The version became HTTP/${head.httpVersion}.`]),
    ...(head.target === target ? [] : [`The path became ${head.target.split('?')[0]}.`]),
    ...[...arrived.keys()].filter((name) => !sent.has(name)).map((name) => `Added: ${name}: ${arrived.get(name)}`),
    ...[...sent.keys()].filter((name) => !arrived.has(name)).map((name) => `Removed: ${name}`),
    ...[...sent.keys()]
      .filter(
        (name) => arrived.has(name) && arrived.get(name) !== sent.get(name) && !/^(?:authorization|cookie)$/.test(name),
      )
      .map((name) => `Changed: ${name}: ${arrived.get(name)} (was ${sent.get(name)})`),
  ];
  if (changes.length === 0) return pass('Nothing was changed.');
  const isHarmless = changes.every(
    (line) =>
      harmless.test(line.replace(/^Added: /, '').replace(/: .*/, '')) ||
      /^(?:The path|Changed: (?:host|connection))/.test(line),
  );
  return isHarmless ? pass([...changes, 'PBS does not mind.']) : warn(changes);
}
