// Front door of the checks: their ordered list. A new one is a file and a line here. Steps run one after the other, waits side by side at the end.
import type { Check } from '../check.js';
import { ageCheck } from './age.js';
import { alpnCheck } from './alpn.js';
import { behind101Check } from './behind-101.js';
import { certificateCheck } from './certificate.js';
import { clientLimitCheck } from './client-limit.js';
import { concurrentPostsCheck } from './concurrent-posts.js';
import { doubleSlashCheck } from './double-slash.js';
import { halfCloseCheck, resetCheck } from './ends-pass.js';
import { hostHeaderCheck } from './host-header.js';
import { http2ByAlpnCheck } from './http2-by-alpn.js';
import { idleCheck } from './idle.js';
import { largeFramesCheck } from './large-frames.js';
import { loginCheck } from './login.js';
import { oldClientCheck } from './old-client.js';
import { oldServerCheck } from './old-server.js';
import { oneWayCheck, oneWayServerCheck } from './one-way.js';
import { pingCheck } from './ping.js';
import { productCheck } from './product.js';
import { reachCheck } from './reach.js';
import { redirectsCheck } from './redirects.js';
import { requestUnchangedCheck } from './request-unchanged.js';
import { restCheck } from './rest.js';
import { restBodyCheck } from './rest-body.js';
import { sameServerCheck } from './same-server.js';
import { serverNameCheck } from './server-name.js';
import { settingsCheck } from './settings.js';
import { sourceAddressCheck } from './source-address.js';
import { speedCheck } from './speed.js';
import { stalledClientCheck } from './stalled-client.js';
import { stalledServerCheck } from './stalled-server.js';
import { switchingHeadersCheck } from './switching-headers.js';
import { tlsCheck } from './tls.js';
import { upgradeBackupCheck } from './upgrade-backup.js';
import { upgradeReaderCheck } from './upgrade-reader.js';
import { wrongTokenCheck } from './wrong-token.js';

export const checks: readonly Check[] = [
  reachCheck,
  tlsCheck,
  certificateCheck,
  alpnCheck,
  productCheck,
  serverNameCheck,
  restCheck,
  doubleSlashCheck,
  redirectsCheck,
  hostHeaderCheck,
  wrongTokenCheck,
  loginCheck,
  sameServerCheck,
  upgradeBackupCheck,
  upgradeReaderCheck,
  switchingHeadersCheck,
  behind101Check,
  settingsCheck,
  pingCheck,
  largeFramesCheck,
  concurrentPostsCheck,
  speedCheck,
  restBodyCheck,
  requestUnchangedCheck,
  sourceAddressCheck,
  halfCloseCheck,
  resetCheck,
  oldClientCheck,
  oldServerCheck,
  http2ByAlpnCheck,
  idleCheck,
  ageCheck,
  oneWayCheck,
  oneWayServerCheck,
  stalledServerCheck,
  stalledClientCheck,
  clientLimitCheck,
];
