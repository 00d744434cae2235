// The formats of `report --format`, in the order of the help: a new format is one file and one line here.
import { describeFrame } from '../../core/decode/index.js';
import { renderHtml } from '../html/index.js';
import { PcapngEncoder } from '../pcapng/index.js';
import { renderOtlp, renderPrometheus } from '../telemetry/index.js';
import { renderCsv, renderNdjson } from './call-records.js';
import { renderCalls } from './calls.js';
import type { Format } from './format.js';
import { renderHar } from './har.js';
import { renderJson } from './json.js';
import { beginNetlog } from './netlog/index.js';
import { renderPerfetto } from './perfetto.js';
import { renderText } from './text/index.js';

export const formats: readonly Format[] = [
  { id: 'text', from: 'report', describe: 'for people, 80 columns', render: renderText },
  { id: 'json', from: 'report', describe: 'the whole report, for scripts', render: renderJson },
  { id: 'html', from: 'report', describe: 'one file with charts, for a browser', render: renderHtml },
  { id: 'calls', from: 'report', describe: 'one line per call', render: renderCalls },
  { id: 'csv', from: 'report', describe: 'one row per call, for spreadsheets', render: renderCsv },
  { id: 'ndjson', from: 'report', describe: 'one JSON value per call and line', render: renderNdjson },
  { id: 'har', from: 'report', describe: 'HTTP Archive 1.2, for browsers and HAR viewers', render: renderHar },
  {
    id: 'perfetto',
    from: 'report',
    describe: 'a timeline for ui.perfetto.dev',
    render: renderPerfetto,
  },
  { id: 'netlog', from: 'events', describe: "Chromium's NetLog, for netlog-viewer", begin: beginNetlog },
  {
    id: 'otlp',
    from: 'report',
    describe: 'OpenTelemetry traces as OTLP JSON',
    render: (report, details) => renderOtlp(report, details),
  },
  { id: 'prometheus', from: 'report', describe: 'metrics as Prometheus text', render: renderPrometheus },
  { id: 'parquet', from: 'tables', describe: 'calls, sessions and verdicts of many recordings, for DuckDB and Spark' },
  { id: 'frames', from: 'frames', describe: 'one line per HTTP/2 frame of a capture', describeFrame },
  {
    id: 'pcapng',
    from: 'wire',
    describe: 'a capture in clear text, for Wireshark',
    begin: (startedAtUnixMs) => new PcapngEncoder({ startedAtUnixMs, snapBytes: null }),
  },
];
