// nginx's error log: `2026/11/24 18:30:00 [error] 12#12: *5 upstream timed out … while proxying upgraded connection, client: …, request: "…"`.
// In: lines, in local time without a zone. Out: the complaint, of the session whose upgrade it names. What it says of its own start repeats.
import type { ParsedLine } from '../../../core/evidence/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseLocalTime } from './log-time.js';
import { parseUpgrade } from './upgrade-request.js';

const complaint = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] \d+#\d+: (?:\*(\d+) )?(.*)$/;
const aboutItself = new Set(['notice', 'info', 'debug']);

export const nginxErrorLog: EvidenceFormat = {
  id: 'nginx-error',
  recognises: (line) => complaint.test(line),
  begin: createParser,
};

function createParser(): EvidenceParser {
  return {
    feed(line): ParsedLine {
      if (line.trim() === '') return 'repeats';
      const match = complaint.exec(line);
      if (match === null) return 'unknown';
      const [, year = '', month = '', day = '', clock = '', level = '', connection, rest = ''] = match;
      const time = parseLocalTime({ year, month, day, clock });
      if (time === null) return 'unknown';
      if (connection === undefined && aboutItself.has(level)) return 'repeats';
      const upgrade = parseUpgrade(/, request: "([^"]*)"/.exec(rest)?.[1] ?? '');
      // The client's address, the request and the upstream stand behind; the row has its session for that.
      const words = rest.split(/, (?:client|server|upstream|request|host): /)[0];
      const isEnd = / while proxying | prematurely closed | timed out | reset by peer/.test(rest);
      return [
        {
          text: `${level}: ${words}`,
          time,
          fact: upgrade === null || !isEnd ? null : { kind: 'carried', edge: 'ended', client: null, ...upgrade },
        },
      ];
    },
  };
}
