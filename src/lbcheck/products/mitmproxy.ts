// mitmproxy: its pages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const mitmproxy: Product = {
  id: 'mitmproxy',
  name: 'mitmproxy',
  isSeenIn: (signs) => hasHeader(signs, 'server', /^mitmproxy/i) || hasPage(signs, /mitmproxy/i),
  settings: {
    'reach-server':
      '--mode reverse:https://PBS:8007 --ssl-insecure   # or --set ssl_verify_upstream_trusted_ca=PBS-CA.pem',
    'trust-certificate': '--ssl-insecure, or --set ssl_verify_upstream_trusted_ca=PBS-CA.pem',
    'idle-timeout': 'none in 8.1: ten minutes are built in; newer ones: --set tcp_timeout=86400',
    'keep-authorization': 'remove --proxyauth and modify_headers',
    'no-response-buffering': '--set stream_large_bodies=1',
    'body-limit': 'remove --set body_size_limit',
  },
};
