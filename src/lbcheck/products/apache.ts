// Apache httpd: Server header, error pages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const apache: Product = {
  id: 'apache',
  name: 'Apache httpd',
  isSeenIn: (signs) =>
    hasHeader(signs, 'server', /^apache/i) ||
    hasPage(signs, /<address>Apache/i) ||
    hasPage(signs, /<!DOCTYPE HTML PUBLIC "-\/\/IETF\/\/DTD HTML 2\.0\/\/EN">/),
  settings: {
    'reach-server': 'ProxyPass / https://PBS:8007/ upgrade=ANY   # with SSLProxyEngine on; see ErrorLog',
    'tls-listener': 'SSLEngine on',
    'tls-to-server': 'SSLProxyEngine on, and https:// in ProxyPass',
    'trust-certificate': 'SSLProxyCACertificateFile PBS-CA.pem   # SSLProxyCheckPeerName off, if its name is another',
    'http1-to-server': 'ProxyPass / https://PBS:8007/ upgrade=ANY   # not h2://',
    'http1-to-client': 'Protocols h2 http/1.1',
    'pass-upgrade':
      'ProxyPass / https://PBS:8007/ upgrade=ANY   # the name of the protocol is too long for upgrade=; only ANY works',
    'keep-authorization': 'remove RequestHeader unset Authorization, and AuthType',
    'double-slash': 'ProxyPass / ...   # not /api2/ only; MergeSlashes does no harm',
    'body-limit': 'LimitRequestBody 0',
    'idle-timeout': 'ProxyPass / https://PBS:8007/ upgrade=ANY timeout=86400   # else ProxyTimeout or Timeout counts',
    'stall-timeout': 'ProxyPass / https://PBS:8007/ upgrade=ANY timeout=86400',
    'session-age': 'reload with "graceful"',
    'one-server': 'BalancerMember ... with stickysession, or one member and the others with status=+H',
  },
};
