// The first sentence of a report: one for each way a run can go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CauseTimesMs,
  causes,
  headlineOf,
  type Report,
  type ReportSession,
  type ReportVerdict,
} from '../../../../src/core/report/index.js';
import { emptyReport, sampleReport } from '../../../support/sample-report.js';

const [first, refused, running] = sampleReport.sessions as [ReportSession, ReportSession, ReportSession];

const verdict = (change: Partial<ReportVerdict>): ReportVerdict => ({
  rule: 'line-bound',
  state: 'found',
  severity: 'warning',
  title: 'The line limits the transfer',
  because: [],
  advice: '',
  session: 1,
  connection: 1,
  chargedMs: null,
  ...change,
});

const [anyConnection] = sampleReport.connections as [Report['connections'][number]];
const silent = { ...anyConnection, bytes: { toServer: 0, toClient: 0 }, closedBy: 'client' } as const;

const shaken = { version: 'TLSv1.3' } as Report['connections'][number]['tls'];

const noTime = Object.fromEntries(causes.map((cause) => [cause, 0])) as CauseTimesMs;
const report = (change: Partial<Report>): Report => ({ ...emptyReport, ...change });

const cases: readonly (readonly [name: string, report: Report, tone: string, sentence: string])[] = [
  ['nothing was asked for', report({}), 'neutral', 'No session: no client asked for a backup or reader upgrade.'],
  [
    'a client that went without a word',
    report({ connections: [{ ...silent, tls: shaken }] }),
    'neutral',
    'No session: 1 client hung up behind the TLS handshake, without a request. One that does not trust the certificate does so: set PBS_FINGERPRINT.',
  ],
  [
    'clients that got no TLS',
    report({
      connections: [
        { ...silent, tls: null },
        { ...silent, id: 2, tls: null },
      ],
    }),
    'neutral',
    'No session: 2 clients hung up before TLS was complete. See whether the server answers at all.',
  ],
  [
    'what is wrong with the session of the top finding, and how much more there is',
    report({
      sessions: [first, refused],
      verdicts: [
        verdict({ session: 2, severity: 'error', title: 'The upgrade was refused: no session came about' }),
        verdict({ severity: 'error' }),
        verdict({}),
      ],
    }),
    'error',
    'The backup of vm/100/2026-11-24T07:59:00Z did not start: the upgrade was refused. 1 more error below.',
  ],
  [
    'a warning about a session that finished',
    report({ sessions: [first], verdicts: [verdict({ title: 'The HTTP/2 settings are not those of PBS' })] }),
    'warning',
    'The backup of host/elsa/2026-11-23T08:00:00Z finished, but the HTTP/2 settings are not those of PBS.',
  ],
  [
    'a finding without a session',
    report({ verdicts: [verdict({ session: null, connection: 4, title: 'HTTP/2 broke' })] }),
    'warning',
    'Connection 4: HTTP/2 broke.',
  ],
  [
    'one session, all well: where most of the time went',
    report({ sessions: [{ ...first, timeBudgetMs: { ...noTime, clientProduce: 30_000, connect: 8400 } }] }),
    'good',
    'The backup of host/elsa/2026-11-23T08:00:00Z finished in 38.4 s. Longest part, 78 %: the client is at work: reads, cuts, compresses.',
  ],
  [
    'one session that still runs',
    report({ sessions: [running] }),
    'neutral',
    'The backup of host/elsa/2026-11-24T08:00:00Z has been running for 43.4 s. Longest part, 32 %: request bodies are under way.',
  ],
  [
    'several sessions, all well: information about time is named, the other side of a box is not counted',
    report({
      sessions: [first, { ...first, id: 2, sameAs: 1 }, { ...first, id: 3 }],
      verdicts: [verdict({ severity: 'info', session: 3, chargedMs: 900 }), verdict({ state: 'ok' })],
    }),
    'good',
    'All 2 sessions finished, nothing is wrong. What cost most: the line limits the transfer (session 3).',
  ],
  [
    'several sessions, not all finished',
    report({ sessions: [first, running] }),
    'neutral',
    '1 of 2 sessions finished; no finding says that anything is wrong.',
  ],
];

for (const [name, input, tone, sentence] of cases) {
  test(name, () => assert.deepEqual(headlineOf(input), { tone, sentence }));
}
