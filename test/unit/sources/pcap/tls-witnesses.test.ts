// What OpenSSL's client and server said to each other, recorded with tcpdump (fixtures/pcap): all that was typed comes out, and
// what came back, under every suite of TLS 1.2 and what TLS 1.3 does beside the ordinary.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inPieces, readApplicationBytes, readLines } from '../../../support/capture-lines.js';
import { fixturesFolder } from '../../../support/paths.js';

const lines = ['the first question', 'a second question, somewhat longer than the first', 'good bye'];
const typed = lines.map((line) => `${line}\n`).join('');
const answered = lines.map((line) => `${[...line].reverse().join('')}\n`).join('');

const aes256 = 'TLSv1.3 TLS_AES_256_GCM_SHA384';
/** Name, what was agreed on, connections. */
const witnesses: readonly (readonly [name: string, agreed: string, connectionCount?: number])[] = [
  ['tls12-dhe-aes256-gcm', 'TLSv1.2 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
  ['tls12-ecdhe-aes128-cbc-sha-etm', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ['tls12-ecdhe-aes128-gcm', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ['tls12-ecdhe-aes256-cbc-sha384-mte', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'],
  ['tls12-ecdhe-aes256-gcm', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  ['tls12-ecdhe-chacha20', 'TLSv1.2 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  ['tls12-renegotiated', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  ['tls12-resumed', 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 2],
  ['tls12-rsa-aes128-cbc-sha-mte', 'TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA'],
  ['tls12-rsa-aes128-gcm', 'TLSv1.2 TLS_RSA_WITH_AES_128_GCM_SHA256'],
  ['tls12-rsa-aes256-cbc-sha256-etm', 'TLSv1.2 TLS_RSA_WITH_AES_256_CBC_SHA256'],
  ['tls13-aes128-gcm', 'TLSv1.3 TLS_AES_128_GCM_SHA256'],
  ['tls13-chacha20', 'TLSv1.3 TLS_CHACHA20_POLY1305_SHA256'],
  ['tls13-early-data-refused', aes256],
  ['tls13-hello-retry', aes256],
  ['tls13-key-update', aes256],
  ['tls13-resumed', aes256, 2],
];

for (const [name, agreed, connectionCount = 1] of witnesses) {
  test(name, async () => {
    const file = readFileSync(join(fixturesFolder, 'pcap', `${name}.pcap`));
    const keylog = readFileSync(join(fixturesFolder, 'pcap', `${name}.keys`), 'utf8');
    const read = await readLines(file, { keylog });
    const established = read.filter((line) => line.includes('tlsEstablished'));
    assert.deepEqual(
      established.map((line) => line.replace(/^.* version=(\S+) cipherSuite=(\S+) .*$/, '$1 $2')),
      Array.from({ length: connectionCount }, () => agreed),
    );
    assert.deepEqual(
      read.filter((line) => /problem|missing|tlsFailed/.test(line)),
      [],
    );
    assert.equal(read.filter((line) => /ended .> how=close-notify/.test(line)).length, 2 * connectionCount);
    for (let connection = 1; connection <= connectionCount; connection += 1) {
      const input = (): { capture: AsyncIterable<Uint8Array>; keylog: string } => ({ capture: inPieces(file), keylog });
      assert.equal((await readApplicationBytes(input(), 'toServer', connection)).toString(), typed);
      assert.equal((await readApplicationBytes(input(), 'toClient', connection)).toString(), answered);
    }
  });
}
