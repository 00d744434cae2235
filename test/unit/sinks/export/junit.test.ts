// JUnit XML: what CI reads. In: a made-up report with a verdict of each state, gates of each state. Out: golden text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportVerdict } from '../../../../src/core/report/index.js';
import { renderJunit } from '../../../../src/sinks/export/index.js';
import { analyzeScript } from '../../../support/session-script.js';

const verdict = (change: Partial<ReportVerdict>): ReportVerdict => ({
  rule: 'rule',
  state: 'found',
  severity: 'error',
  title: 'Title',
  because: ['400: <html>\u0001 & "text"'],
  advice: 'Do it.',
  session: null,
  connection: null,
  chargedMs: null,
  ...change,
});

test('every state of a verdict and of a gate', () => {
  const verdicts = [
    verdict({ rule: 'a', session: 2 }),
    verdict({ rule: 'b', severity: 'warning' }),
    verdict({ rule: 'c', state: 'failed', because: ['boom'] }),
    verdict({ rule: 'd', state: 'not-enough-data', because: ['no budget'] }),
    verdict({ rule: 'e', state: 'ok' }),
  ];
  const gates = [
    { gate: 'dedupShare>0.9', state: 'broken', detail: 'dedupShare of session 1: 32 %' },
    { gate: 'p99(finish)<1s', state: 'not-measured', detail: 'no session has p99(finish)' },
    { gate: 'failedCalls==0', state: 'passed', detail: 'failedCalls of session 1: 0' },
  ] as const;
  const report = { ...analyzeScript('+0 [1] opened').report(), verdicts };
  assert.equal(
    renderJunit(report, gates, 'error'),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pbscope test">
  <testsuite name="pbscope.verdicts" tests="5" failures="1" errors="1" skipped="1">
    <testcase classname="pbscope.verdicts" name="a (session 2)">
      <failure message="Title">Title
400: &lt;html&gt; &amp; &quot;text&quot;
To do: Do it.</failure>
    </testcase>
    <testcase classname="pbscope.verdicts" name="b"/>
    <testcase classname="pbscope.verdicts" name="c">
      <error message="The rule failed: boom">The rule failed: boom</error>
    </testcase>
    <testcase classname="pbscope.verdicts" name="d">
      <skipped message="not enough data"/>
    </testcase>
    <testcase classname="pbscope.verdicts" name="e"/>
  </testsuite>
  <testsuite name="pbscope.assertions" tests="3" failures="2" errors="0" skipped="0">
    <testcase classname="pbscope.assertions" name="dedupShare&gt;0.9">
      <failure message="dedupShare&gt;0.9 does not hold">dedupShare&gt;0.9 does not hold
dedupShare of session 1: 32 %</failure>
    </testcase>
    <testcase classname="pbscope.assertions" name="p99(finish)&lt;1s">
      <failure message="p99(finish)&lt;1s was not measured">p99(finish)&lt;1s was not measured
no session has p99(finish)</failure>
    </testcase>
    <testcase classname="pbscope.assertions" name="failedCalls==0"/>
  </testsuite>
</testsuites>
`,
  );
});
