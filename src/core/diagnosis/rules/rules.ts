// The rules in order: causes before what follows from them. A new rule is one file, one line here and two scripts in
// test/flow/rules. In: nothing. Out: the list.
import type { Rule } from '../rule.js';
import { ageLimit } from './age-limit.js';
import { appendStall } from './append-stall.js';
import { authDelay } from './auth-delay.js';
import { clientBound } from './client-bound.js';
import { clock } from './clock.js';
import { closeUnanswered } from './close-unanswered.js';
import { dedupDrop } from './dedup-drop.js';
import { earlyReply } from './early-reply.js';
import { failedCall } from './failed-call.js';
import { fingerprint } from './fingerprint.js';
import { finishUnanswered } from './finish-unanswered.js';
import { foreignWindow } from './foreign-window.js';
import { fullUpload } from './full-upload.js';
import { groupLocked } from './group-locked.js';
import { highRoundTrip } from './high-round-trip.js';
import { idleTimeout } from './idle-timeout.js';
import { lineBound } from './line-bound.js';
import { metadataMode } from './metadata-mode.js';
import { mtuBlackHole } from './mtu-black-hole.js';
import { objectStoreThrottle } from './object-store-throttle.js';
import { observerOverhead } from './observer-overhead.js';
import { pathChange } from './path-change.js';
import { protocolError } from './protocol-error.js';
import { rateLimit } from './rate-limit.js';
import { serialRestore } from './serial-restore.js';
import { serialUpload } from './serial-upload.js';
import { sessionOrder } from './session-order.js';
import { slowCommit } from './slow-commit.js';
import { slowServer } from './slow-server.js';
import { stuckCall } from './stuck-call.js';
import { ticketPerNode } from './ticket-per-node.js';
import { tunnelClosedAtOnce } from './tunnel-closed-at-once.js';
import { tunnelNotRaw } from './tunnel-not-raw.js';
import { unfinishedSession } from './unfinished-session.js';
import { upgradeHeaders } from './upgrade-headers.js';
import { upgradeRefused } from './upgrade-refused.js';
import { vanishedPeer } from './vanished-peer.js';
import { wastedReupload } from './wasted-reupload.js';
import { windowBound } from './window-bound.js';

export const rules: readonly Rule[] = [
  fingerprint,
  ticketPerNode,
  groupLocked,
  clock,
  upgradeRefused,
  tunnelNotRaw,
  tunnelClosedAtOnce,
  mtuBlackHole,
  vanishedPeer,
  idleTimeout,
  ageLimit,
  protocolError,
  objectStoreThrottle,
  failedCall,
  finishUnanswered,
  stuckCall,
  unfinishedSession,
  pathChange,
  foreignWindow,
  fullUpload,
  dedupDrop,
  wastedReupload,
  sessionOrder,
  earlyReply,
  upgradeHeaders,
  clientBound,
  rateLimit,
  lineBound,
  windowBound,
  slowCommit,
  slowServer,
  appendStall,
  serialRestore,
  serialUpload,
  highRoundTrip,
  closeUnanswered,
  metadataMode,
  authDelay,
  observerOverhead,
];
