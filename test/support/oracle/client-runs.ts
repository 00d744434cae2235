// Runs in which a client is at fault, or nobody is and there is something to know: the verdict on top.
import { load } from './clients.js';
import { at } from './fault-words.js';
import { finishTooEarly, forgetAppends, refuseCertificate, speakSomethingElse } from './odd-clients.js';
import type { OracleRun } from './oracle-run.js';

export const clientRuns: readonly OracleRun[] = [
  {
    name: 'OpenSSL does not know the certificate, and says so in TLS',
    bench: {},
    work: refuseCertificate,
    rule: {
      rule: 'fingerprint',
      severity: 'error',
      because: /TLS alert unknown_ca from the client .*shown [0-9a-f]{2}:/,
    },
    lane: 'sample',
    tool: 'openssl',
  },
  {
    // PBS refuses such a close; a server that looks at nothing does not.
    name: 'chunks of an archive are never appended, and the server does not mind',
    bench: { faults: at(['closeDynamicIndex', 'finish'], {}, { kind: 'reply', status: 200, text: '{"data":null}' }) },
    work: forgetAppends,
    rule: { rule: 'session-order', severity: 'warning', because: /1 chunk of root\.pxar\.didx .*none appended/ },
    lane: 'sample',
  },
  {
    name: 'finish is asked while an archive is open, and refused',
    bench: {},
    work: finishTooEarly,
    rule: { rule: 'failed-call', severity: 'error', also: ['session-order'], because: /finish/ },
    lane: 'sample',
  },
  {
    name: 'the second backup by metadata takes over what it did not read',
    bench: {},
    work: async (bench) => {
      await load(bench, { like: 'file-metadata', way: 'direct', nth: 1 });
      await load(bench, { like: 'file-metadata', nth: 2, dedupShare: 0.9 });
    },
    rule: { rule: 'metadata-mode', severity: 'info', because: /Session 2 reads the metadata/ },
    lane: 'sample',
  },
  {
    name: 'what comes through TLS is no HTTP: the observer says that it could not read it',
    bench: {},
    work: speakSomethingElse,
    rule: { rule: 'observer-overhead', severity: 'info', because: /1 connection could not be decoded/ },
    lane: 'sample',
  },
];
