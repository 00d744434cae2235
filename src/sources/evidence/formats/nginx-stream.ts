// nginx as a TCP balancer (`stream`) has no predefined format; this is `basic`, the one its manual shows: address, [time], protocol, status,
// bytes to and from the client, seconds. In: lines, written at the end of a connection. Out: two rows each. It names no port of the client.
import type { EvidenceTime, ParsedLine } from '../../../core/evidence/index.js';
import type { EvidenceFormat, EvidenceParser } from './format.js';
import { parseLocalTime } from './log-time.js';

const basic =
  /^(\S+) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] (TCP|UDP) (\d{3}) (\d+) (\d+) (\d+\.\d{3})$/;

export const nginxStreamLog: EvidenceFormat = {
  id: 'nginx-stream',
  recognises: (line) => basic.test(line),
  begin: createParser,
};

function createParser(): EvidenceParser {
  return {
    feed(line): ParsedLine {
      if (line.trim() === '') return 'repeats';
      const match = basic.exec(line);
      if (match === null) return 'unknown';
      const [
        ,
        address = '',
        day = '',
        month = '',
        year = '',
        clock = '',
        zone = '',
        ,
        status,
        sent,
        received,
        seconds,
      ] = match;
      const time = parseLocalTime({ year, month, day, clock, zone });
      if (time === null) return 'unknown';
      const begun: EvidenceTime = { ...time, atUnixMs: time.atUnixMs - Number(seconds) * 1000 };
      return [
        { text: `${address} connected`, time: begun, fact: null },
        {
          text: `${address} over with ${status} after ${seconds} s, ${received} bytes to the server, ${sent} to the client`,
          time,
          fact: null,
        },
      ];
    },
  };
}
