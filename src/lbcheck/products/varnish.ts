// Varnish: Via, X-Varnish, and its settings.
import type { Product } from './product.js';
import { hasHeader } from './signs.js';

export const varnish: Product = {
  id: 'varnish',
  name: 'Varnish',
  isSeenIn: (signs) => hasHeader(signs, 'via', /varnish/i) || hasHeader(signs, 'x-varnish', /./),
  settings: {
    'reach-server': 'check backend default, and the TLS client in front of PBS',
    'pass-upgrade':
      'sub vcl_recv { if (req.http.upgrade) { return (pipe); } }\n      sub vcl_pipe { set bereq.http.upgrade = req.http.upgrade; set bereq.http.connection = req.http.connection; }',
    'keep-authorization': 'remove "unset req.http.Authorization"',
    'double-slash': 'remove regsub on req.url and conditions on ^/api2/, or let them take //api2/ too',
    'no-response-buffering': 'return (pipe) for requests with Upgrade',
    'idle-timeout': 'varnishd -p pipe_timeout=86400',
    'stall-timeout': 'varnishd -p pipe_timeout=86400 -p idle_send_timeout=86400',
    'http1-to-server': 'proto = http/1.1 of the TLS client',
  },
};
