// In: what the hellos of a TLS session say, and a key log. Out: the keys of one direction, or why there are none.
import type { Direction, SourceProblemCode } from '../../../core/wire/index.js';
import { tls12SuiteOf, tls13SuiteOf } from './cipher-suites.js';
import { type HandshakeFacts, tls12 } from './handshake-facts.js';
import type { KeyLog } from './key-log.js';
import type { RecordKeys } from './record-keys.js';
import { deriveTls12Protection } from './tls12-key-block.js';
import { Tls12Keys } from './tls12-keys.js';
import { Tls13Keys } from './tls13-keys.js';

/** Why a direction cannot be decrypted. */
export interface Seal {
  readonly code: SourceProblemCode;
  readonly detail: string;
}

export type KeysOrSeal = RecordKeys | Seal;

export const isSeal = (found: KeysOrSeal): found is Seal => 'code' in found;

/** What NSS calls the master secret of TLS 1.2 and older. */
const masterSecretLabel = 'CLIENT_RANDOM';

const noKey = (facts: HandshakeFacts, keyLog: KeyLog): Seal => ({
  code: 'tls/no-key',
  detail: keyLog.describeMissing(facts.clientRandom),
});

const unknownSuite = (facts: HandshakeFacts): Seal => ({
  code: 'tls/unsupported',
  detail: `cipher suite ${facts.summarize().cipherSuite}`,
});

export function findTls13Keys(direction: Direction, facts: HandshakeFacts, keyLog: KeyLog): KeysOrSeal {
  const { clientHello, serverHello } = facts;
  const suite = tls13SuiteOf(serverHello?.cipherSuite ?? 0);
  if (suite === null) return unknownSuite(facts);
  const secrets = clientHello === null ? null : keyLog.secretsOf(clientHello.random);
  if (secrets === null) return noKey(facts, keyLog);
  const keys = new Tls13Keys(direction, suite, secrets, clientHello?.hasEarlyData ?? false);
  return keys.hasAny ? keys : noKey(facts, keyLog);
}

export function findTls12Keys(direction: Direction, facts: HandshakeFacts, keyLog: KeyLog): KeysOrSeal {
  const { clientHello, serverHello } = facts;
  if (serverHello === null || serverHello.version !== tls12) {
    return { code: 'tls/unsupported', detail: `${facts.summarize().version} is not decrypted` };
  }
  const suite = tls12SuiteOf(serverHello.cipherSuite);
  if (suite === null) return unknownSuite(facts);
  const masterSecret = clientHello === null ? undefined : keyLog.secretsOf(clientHello.random)?.get(masterSecretLabel);
  if (clientHello === null || masterSecret === undefined) return noKey(facts, keyLog);
  const session = {
    suite,
    masterSecret,
    clientRandom: clientHello.random,
    serverRandom: serverHello.random,
    macPlace: serverHello.hasEncryptThenMac ? 'over-ciphertext' : 'over-content',
  } as const;
  return new Tls12Keys(deriveTls12Protection(session, direction));
}
