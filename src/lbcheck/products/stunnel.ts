// stunnel: it shows nothing of itself, so it is named with --product. Its settings.
import type { Product } from './product.js';

export const stunnel: Product = {
  id: 'stunnel',
  name: 'stunnel',
  isSeenIn: () => false,
  settings: {
    'reach-server': 'connect = PBS:8007   # client = yes in the section towards PBS',
    'tls-listener': 'cert = BOX.pem   # and no "client = yes" in the section towards clients',
    'no-proxy-header': 'remove protocol = proxy',
    'tls-to-server': 'a second section with client = yes',
    'trust-certificate': 'CAfile = PBS-CA.pem   # with verifyChain = yes, or verifyPeer = yes',
    'idle-timeout': 'TIMEOUTidle = 86400   # default 43200',
    'stall-timeout': 'TIMEOUTidle = 86400',
    'session-age': 'reload with HUP, do not restart',
  },
};
