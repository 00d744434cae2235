// nginx's access log in its predefined format `combined` (and what others append to it). In: lines, each written when the request was over; of
// an upgrade that is the end of the tunnel. Out: one row each. It names no port of the client.
import type { ParsedLine } from '../../../core/evidence/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseLocalTime } from './log-time.js';
import { parseUpgrade, shortenRequest } from './upgrade-request.js';

const combined =
  /^(\S+) - (\S+) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+)/;

export const nginxAccessLog: EvidenceFormat = {
  id: 'nginx-access',
  recognises: (line) => combined.test(line),
  begin: createParser,
};

function createParser(): EvidenceParser {
  return {
    feed(line): ParsedLine {
      if (line.trim() === '') return 'repeats';
      const match = combined.exec(line);
      if (match === null) return 'unknown';
      const [, address = '', , day = '', month = '', year = '', clock = '', zone = '', request = '', status, bytes] =
        match;
      const time = parseLocalTime({ year, month, day, clock, zone });
      if (time === null) return 'unknown';
      const upgrade = parseUpgrade(request);
      return [
        {
          text: `${address} ${status} to ${shortenRequest(request)}, over after ${bytes} bytes to the client`,
          time,
          fact: upgrade === null ? null : { kind: 'carried', edge: 'ended', client: null, ...upgrade },
        },
      ];
    },
  };
}
