// OTLP JSON read by opentelemetry-proto's own generated types: what they do not know would be lost on the way through, and nothing is.
// The sender against a collector that is away, busy, or says no.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createOtlpSender, renderOtlp, renderOtlpRequests } from '../../../../src/sinks/telemetry/index.js';
import { createFeed, emptyReport, sampleReport } from '../../../support/sample-report.js';

interface ProtoMessage {
  fromObject(value: object): object;
  toObject(message: object, options: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}
const load = createRequire(import.meta.url);
const root = load('@opentelemetry/otlp-transformer/build/src/generated/root.js') as {
  opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: ProtoMessage } } } } };
};
const Request = root.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}
const spansOf = (exported: Exported): readonly Span[] => exported.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];

/** OTLP's JSON has ids in hex where protobuf's own JSON has base64. */
const withBase64Ids = (text: string): object =>
  JSON.parse(text, (key, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), 'hex').toString('base64') : value,
  ) as object;

test('opentelemetry-proto knows every field, with its type', () => {
  const text = renderOtlp(sampleReport, createFeed());
  const given = withBase64Ids(text);
  const through = Request.toObject(Request.decode(Request.encode(Request.fromObject(given)).finish()), {
    longs: String,
    bytes: String,
  });
  // Zeros and empty texts are not sent by protobuf.
  const dense = (value: object): unknown =>
    JSON.parse(JSON.stringify(value), (_, one: unknown) => (one === 0 || one === '' ? undefined : one)) as unknown;
  assert.deepEqual(dense(through), dense(given));
});

test('a session is a trace: archives below it, calls below their archive, ids as OTLP wants them', () => {
  const spans = spansOf(JSON.parse(renderOtlp(sampleReport, createFeed())) as Exported);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  assert.equal(byId.size, spans.length);
  const roots = spans.filter((span) => span.parentSpanId === undefined);
  assert.equal(roots.length, sampleReport.sessions.length);
  assert.equal(new Set(spans.map((span) => span.traceId)).size, sampleReport.sessions.length);
  for (const span of spans) {
    assert.match(span.traceId, /^[0-9a-f]{32}$/);
    assert.match(span.spanId, /^[0-9a-f]{16}$/);
    assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    if (span.parentSpanId !== undefined) assert.equal(byId.get(span.parentSpanId)?.traceId, span.traceId);
  }
  const chunk = spans.find((span) => span.name === 'uploadDynamicChunk');
  assert.equal(byId.get(chunk?.parentSpanId ?? '')?.name, 'root.pxar.didx');
  assert.equal(spansOf(JSON.parse(renderOtlp(emptyReport, createFeed())) as Exported).length, 0);
});

test('a large session goes in requests that a collector takes, one trace of them all, named by its host', () => {
  const session = sampleReport.sessions.find((one) => createFeed().calls({ session: one.id }).length > 0);
  const [row] = createFeed().calls({ session: session!.id });
  const calls = Array.from({ length: 25_001 }, (_, index) => ({ ...row!, id: 1000 + index }));
  const requests = [...renderOtlpRequests(sampleReport, { calls: () => calls }, session!, 'elsa')];
  assert.equal(requests.length, 3);
  const collectorTakesBytes = 20 * 1024 * 1024;
  for (const text of requests) assert.ok(text.length < collectorTakesBytes, `${text.length} bytes`);
  const spans = requests.flatMap((text) => spansOf(JSON.parse(text) as Exported));
  assert.equal(new Set(spans.map((span) => span.traceId)).size, 1);
  assert.equal(new Set(spans.map((span) => span.spanId)).size, spans.length);
  assert.equal(spans.filter((span) => span.name === row!.operation).length, calls.length);
  assert.ok(requests.every((text) => text.includes('{"key":"host.name","value":{"stringValue":"elsa"}}')));
  const elsewhere = [...renderOtlpRequests(sampleReport, { calls: () => [] }, session!, 'olaf')];
  assert.notEqual(spansOf(JSON.parse(elsewhere[0]!) as Exported)[0]?.traceId, spans[0]?.traceId);
});

interface Collector {
  readonly url: URL;
  readonly bodies: string[];
  stop(): Promise<void>;
}

async function startCollector(answers: readonly number[], port = 0): Promise<Collector> {
  const bodies: string[] = [];
  const statuses = [...answers];
  const server: Server = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      assert.equal(request.url, '/v1/traces');
      assert.equal(request.headers['content-encoding'], 'gzip');
      bodies.push(gunzipSync(Buffer.concat(parts)).toString());
      reply.writeHead(statuses.shift() ?? 200).end('{}');
      server.emit('taken');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: new URL(`http://127.0.0.1:${bound}`),
    bodies,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a collector that is busy is asked again, in order, and nothing is lost', async () => {
  const collector = await startCollector([503, 429, 200, 200]);
  const said: string[] = [];
  const sender = createOtlpSender({ url: collector.url, warn: (sentence) => said.push(sentence), retryAfterMs: 1 });
  sender.send(['one']);
  sender.send(['two']);
  while (collector.bodies.length < 4) await new Promise((resolve) => setImmediate(resolve));
  await sender.close();
  assert.deepEqual(collector.bodies, ['one', 'one', 'one', 'two']);
  assert.deepEqual(said, [`The collector ${collector.url.host} answers 503.`]);
  assert.equal(sender.lostCount, 0);
  await collector.stop();
});

test('one that refuses loses that trace only; one that is away loses what is left at the end, soon and counted', async () => {
  const collector = await startCollector([400, 200]);
  const warn = (): void => undefined;
  const sender = createOtlpSender({ url: collector.url, warn, retryAfterMs: 1 });
  sender.send(['bad']);
  sender.send(['good']);
  await sender.close();
  assert.deepEqual(collector.bodies, ['bad', 'good']);
  assert.equal(sender.lostCount, 1);
  await collector.stop();
  const alone = createOtlpSender({ url: collector.url, warn, retryAfterMs: 1 });
  for (let count = 0; count < 150; count += 1) alone.send(['x']);
  await alone.close();
  assert.equal(alone.lostCount, 150);
});
