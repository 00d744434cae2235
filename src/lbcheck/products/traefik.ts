// Traefik: its page for unknown routes, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const traefik: Product = {
  id: 'traefik',
  name: 'Traefik',
  isSeenIn: (signs) => hasHeader(signs, 'server', /^traefik/i) || hasPage(signs, /^404 page not found\s*$/),
  settings: {
    'reach-server': 'loadBalancer.servers: [{ url: "https://PBS:8007" }]   # with a serversTransport',
    'tls-listener': 'tls: {}   # on the router, or an HostSNI router with passthrough: true',
    'no-proxy-header': 'remove proxyProtocol from the TCP service',
    'tls-to-server': 'url: "https://PBS:8007"',
    'trust-certificate': 'serversTransports.pbs.rootCAs: [PBS-CA.pem]   # or insecureSkipVerify: true',
    'http1-to-server': 'serversTransports.pbs.disableHTTP2: true',
    'keep-authorization': 'remove the basicAuth, forwardAuth or headers middleware',
    'double-slash': 'rule: PathRegexp(`^/+api2/`)   # or a rule without a path',
    'no-response-buffering': 'remove the buffering middleware',
    'body-limit': 'remove maxRequestBodyBytes of the buffering middleware',
    'idle-timeout': 'entryPoints.pbs.transport.respondingTimeouts: { readTimeout: 0, idleTimeout: 0 }',
    'stall-timeout': 'entryPoints.pbs.transport.respondingTimeouts.writeTimeout: 0',
    'session-age': 'entryPoints.pbs.transport.keepAliveMaxTime: 0',
    'one-server': 'sticky.cookie does not help PBS clients: one server a service',
  },
};
