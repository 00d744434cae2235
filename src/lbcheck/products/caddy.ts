// Caddy: Server header, and its settings.
import type { Product } from './product.js';
import { hasHeader } from './signs.js';

export const caddy: Product = {
  id: 'caddy',
  name: 'Caddy',
  isSeenIn: (signs) => hasHeader(signs, 'server', /^caddy/i) || hasHeader(signs, 'via', /caddy/i),
  settings: {
    'reach-server': 'reverse_proxy https://PBS:8007   # see the log of Caddy',
    'tls-listener': 'https://NAME:8007 { ... }   # https in the site address',
    'tls-to-server': 'reverse_proxy https://PBS:8007',
    'trust-certificate':
      'reverse_proxy https://PBS:8007 { transport http { tls_trusted_ca_certs PBS-CA.pem } }   # or tls_insecure_skip_verify',
    'http1-to-server': 'transport http { versions 1.1 }   # https://, not h2://',
    'http1-to-client': 'servers { protocols h1 }   # h1 must be among them',
    'pass-upgrade': 'remove header_up -Upgrade and -Connection',
    'keep-authorization': 'remove header_up -Authorization, and basicauth',
    'double-slash': 'remove path matchers and "uri" rewrites, or let them take //api2/ too',
    'body-limit': 'remove request_body { max_size }',
    'idle-timeout':
      'remove read_timeout, write_timeout and stream_timeout of the transport; Caddy cuts no silent tunnel by itself',
    'stall-timeout': 'remove write_timeout of the transport',
    'session-age': 'stream_close_delay 24h   # a reload cuts upgraded connections without it; remove stream_timeout',
    'one-server': 'lb_policy ip_hash',
    'connection-header': 'update PBS to 3.1.5 and clients to 3.0.5',
  },
};
