// nginx and its relatives: Server header, error pages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const nginx: Product = {
  id: 'nginx',
  name: 'nginx',
  isSeenIn: (signs) =>
    hasHeader(signs, 'server', /^(?:nginx|openresty|angie|tengine)/i) || hasPage(signs, /<center>(?:nginx|openresty)/i),
  settings: {
    'reach-server': 'proxy_pass https://PBS:8007;   # check error_log',
    'tls-listener': 'listen 8007 ssl; ssl_certificate BOX.pem; ssl_certificate_key BOX.key;',
    'no-proxy-header': 'proxy_protocol off; and, in stream, proxy_ssl off unless the listener has ssl',
    'no-accept-proxy': 'listen 8007 ssl;   # without proxy_protocol',
    'client-certificate': 'ssl_verify_client off;',
    'keep-path': 'proxy_pass https://PBS:8007;   # nothing behind the port, not even a slash; and no rewrite',
    'allow-request': 'see deny, limit_except, limit_req, limit_conn, if and return',
    'no-own-login': 'remove auth_basic and auth_request',
    'client-limit': 'raise limit_req and limit_conn, and worker_connections',
    'server-health': 'proxy_next_upstream error timeout;   # and max_fails on each server line of the upstream block',
    'tls-to-server': 'proxy_pass https://PBS:8007;   # https, not http; in stream: proxy_ssl on;',
    'trust-certificate':
      'proxy_ssl_trusted_certificate PBS-CA.pem; proxy_ssl_name NAME-IN-THE-CERTIFICATE;   # or proxy_ssl_verify off;',
    'http1-to-server': 'proxy_pass https://PBS:8007;   # instead of grpc_pass',
    'http1-to-client': 'listen 8007 ssl;   # without "http2" on a listener that has no http/1.1',
    'pass-upgrade':
      'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";',
    'http11-to-server': 'proxy_http_version 1.1;',
    'keep-authorization': 'remove proxy_set_header Authorization',
    'double-slash':
      'location / { ... }   # one that //api2/json/backup fits too; leave merge_slashes on, and no rewrite of slashes',
    'no-response-buffering': 'proxy_buffering off;',
    'body-limit': 'client_max_body_size 0;',
    'idle-timeout': 'proxy_read_timeout 24h; proxy_send_timeout 24h;   # in stream: proxy_timeout 24h;',
    'stall-timeout': 'proxy_send_timeout 24h; send_timeout 24h;',
    'session-age': 'remove worker_shutdown_timeout',
    'one-server': 'ip_hash;   # in the upstream block, or one server with the others as "backup"',
    'server-name': 'a server block with "default_server", and no ssl_reject_handshake',
    'no-h2-termination': 'proxy_http_version 1.1; with Upgrade passed on, or stream',
  },
};
