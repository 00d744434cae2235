// What watching cost. In: the report. Out: an answer, always. D4: only what was recorded can be told.
import { countOf, formatBytes, type Report } from '../../report/index.js';
import { found, type RunRule } from '../rule.js';

const ownProblems = new Set(['relay/observer-failed', 'decode/internal', 'trace/write-failed']);

export const observerOverhead: RunRule = {
  id: 'observer-overhead',
  title: 'What watching cost, and what it missed',
  about: 'run',
  severity: 'info',
  firesWhen: 'Always.',
  silentWhen: 'Never.',
  threshold: 'None.',
  remedy: 'Trust the numbers as far as nothing was dropped.',
  check(report) {
    const { dropped, connections, problems } = report;
    const dropCount = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    const darkCount = connections.filter((connection) => connection.darkReasons.length > 0).length;
    const faultCount = problems.filter((problem) => ownProblems.has(problem.code)).length;
    const isWhole = dropCount === 0 && darkCount === 0 && faultCount === 0;
    return found({
      because: [
        connections.every((connection) => connection.entry === 'passive')
          ? 'Passive: packets were read, nothing was relayed.'
          : describeRelayed(report),
        `Dropped: ${
          dropCount === 0
            ? 'nothing'
            : Object.entries(dropped)
                .filter(([, count]) => count > 0)
                .map(([what, count]) => `${count} ${what}`)
                .join(', ')
        }.`,
        ...(darkCount === 0 ? [] : [`${countOf(darkCount, 'connection')} could not be decoded to the end.`]),
        ...(faultCount === 0 ? [] : [`${countOf(faultCount, 'fault')} of the observer itself, see the problems.`]),
      ],
      advice: isWhole
        ? 'Nothing to do: all of it was seen.'
        : 'Counts and shares of the connections concerned are lower bounds. Record with more room (`--record` to a local disk), or capture on a quieter interface.',
    });
  },
};

function describeRelayed({ connections }: Report): string {
  const bytes = connections.reduce((sum, connection) => sum + connection.bytes.toServer + connection.bytes.toClient, 0);
  return `${formatBytes(bytes)} of ${countOf(connections.length, 'connection')} passed through and were read on the way.`;
}
