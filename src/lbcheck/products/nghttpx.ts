// nghttpx: Server header, error pages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const nghttpx: Product = {
  id: 'nghttpx',
  name: 'nghttpx',
  isSeenIn: (signs) =>
    hasHeader(signs, 'server', /^nghttpx/i) ||
    hasHeader(signs, 'via', /nghttpx/i) ||
    hasPage(signs, /<footer>nghttpx<\/footer>/),
  settings: {
    'reach-server': 'backend=PBS,8007;;tls   # with insecure=yes or cacert=PBS-CA.pem',
    'tls-listener': 'frontend=*,8007   # without no-tls',
    'no-proxy-header': 'backend=PBS,8007;;tls   # without proxyproto',
    'tls-to-server': 'backend=PBS,8007;;tls',
    'trust-certificate': 'cacert=PBS-CA.pem, or insecure=yes',
    'http1-to-server': 'backend=PBS,8007;;tls   # without proto=h2',
    'idle-timeout':
      'backend-read-timeout=86400, backend-write-timeout=86400, frontend-read-timeout=86400, frontend-write-timeout=86400',
    'stall-timeout': 'backend-write-timeout=86400, frontend-write-timeout=86400',
    'double-slash': 'backend=PBS,8007;/;tls   # a pattern that //api2/ fits too',
  },
};
