// --prometheus HOST:PORT. In: the metrics of a run. Out: an HTTP server that shows them at /metrics, brought up to date at each scrape.
// It answers nothing else and knows no rights: the address decides who reads it.
import { createServer, type Server } from 'node:http';
import type { Report } from '../../core/report/index.js';
import type { Metrics } from '../../sinks/telemetry/index.js';
import { OperatorError } from '../errors/index.js';
import { formatHostPort, type HostPort } from '../settings/index.js';

export interface MetricsServer {
  readonly address: HostPort;
  close(): void;
}

export async function serveMetrics(listen: HostPort, metrics: Metrics, report: () => Report): Promise<MetricsServer> {
  const server: Server = createServer((request, reply) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      reply.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
      return;
    }
    metrics.update(report());
    metrics.render().then(
      (text) => reply.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => reply.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new OperatorError(
          error.code === 'EADDRINUSE'
            ? `${formatHostPort(listen)} is in use.`
            : `${formatHostPort(listen)} cannot be listened on (${error.message}).`,
          'Choose another address with --prometheus.',
        ),
      ),
    );
    server.listen(listen.port, listen.host, resolve);
  });
  server.unref();
  const bound = server.address();
  const port = bound === null || typeof bound === 'string' ? listen.port : bound.port;
  return {
    address: { host: listen.host, port },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
