// HAProxy: its error pages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const haproxy: Product = {
  id: 'haproxy',
  name: 'HAProxy',
  isSeenIn: (signs) =>
    hasPage(
      signs,
      /<h1>\d{3} [^<]*<\/h1>\s*(?:No server is available|Your browser sent an invalid request|The server returned an invalid|The server didn't respond|Request forbidden|The request timed out)/,
    ) || hasHeader(signs, 'via', /haproxy/i),
  settings: {
    'reach-server': 'server pbs1 PBS:8007 ssl verify required ca-file PBS-CA.pem   # or "mode tcp" without ssl',
    'tls-listener': 'bind :8007 ssl crt BOX.pem   # or "mode tcp", which passes the TLS of PBS through',
    'no-proxy-header':
      'server pbs1 PBS:8007   # without send-proxy, send-proxy-v2; in mode tcp without ssl, or ssl on the bind line too',
    'no-accept-proxy': 'bind :8007 ssl crt BOX.pem   # without accept-proxy',
    'client-certificate': 'bind :8007 ssl crt BOX.pem   # without "verify required"; "verify optional" does no harm',
    'server-name':
      'bind :8007 ssl crt BOX.pem   # without strict-sni; in mode tcp: a default_backend beside the req_ssl_sni rules',
    'keep-path': 'remove "http-request set-path" and "replace-path"',
    'allow-request': 'see the "http-request deny", "tarpit" and use_backend rules',
    'no-own-login': 'remove "http-request auth"',
    'client-limit': 'raise maxconn, and the stick-table rules on conn_cur, conn_rate and http_req_rate',
    'server-health': 'server pbs1 PBS:8007 ssl verify none check   # "check" on each line; and "option redispatch"',
    'tls-to-server': 'server pbs1 PBS:8007 ssl verify required ca-file PBS-CA.pem',
    'trust-certificate':
      'server pbs1 PBS:8007 ssl verify required ca-file PBS-CA.pem   # the certificate of PBS itself, if it is self-signed',
    'http1-to-server': 'server pbs1 PBS:8007 ssl ...   # without "proto h2"',
    'http1-to-client': 'bind :8007 ssl crt BOX.pem   # without "proto h2"; "alpn h2,http/1.1" does no harm',
    'pass-upgrade': 'http-request rules must not delete Upgrade or Connection; "mode http" passes both by itself',
    'keep-authorization': 'remove "http-request del-header authorization"',
    'double-slash': 'use_backend pbs if { path_reg ^/+api2/ }   # the client asks for //api2/json/backup',
    'no-response-buffering': 'remove "http-response wait-for-body"',
    'body-limit': 'remove the http-request rule on req.body_size or hdr(content-length)',
    'idle-timeout':
      'timeout tunnel 24h   # in "defaults" or in both frontend and backend; without it "timeout client" and "timeout server" count',
    'stall-timeout': 'timeout tunnel 24h',
    'session-age': 'remove "hard-stop-after", or reload at night only',
    'one-server': 'balance source   # or one server line and the other with "backup"',
    'connection-header': 'nothing in HAProxy: update PBS to 3.1.5 and clients to 3.0.5, or use "mode tcp"',
  },
};
