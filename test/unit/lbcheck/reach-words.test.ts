// In: Node's errors, first bytes of ports. Out: what they mean in words, and which kind they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFirstBytes, readConnectFault } from '../../../src/lbcheck/wire/index.js';
import { readTlsAlert } from '../../../src/lbcheck/wire/tls-alert.js';

const errorOf = (code: string, message = ''): NodeJS.ErrnoException => Object.assign(new Error(message), { code });

test('why there is no connection is said in words, also of several addresses', () => {
  assert.deepEqual(readConnectFault(errorOf('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')), {
    kind: 'refused',
    detail: 'the connection was refused: nothing listens there',
  });
  assert.equal(readConnectFault(errorOf('ENOTFOUND')).kind, 'no-name');
  assert.equal(readConnectFault(errorOf('EHOSTUNREACH')).kind, 'no-route');
  assert.equal(readConnectFault(errorOf('ETIMEDOUT')).kind, 'no-answer');
  assert.deepEqual(readConnectFault(errorOf('EFOO', 'it is foo')), { kind: 'other', detail: 'it is foo' });
  assert.deepEqual(readConnectFault(errorOf('EFOO')), { kind: 'other', detail: 'EFOO' });
});

test('a TLS alert of the peer has its name; other errors are none', () => {
  assert.equal(readTlsAlert(errorOf('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')), 'certificate required');
  assert.equal(readTlsAlert(errorOf('ERR_SSL_TLSV1_UNRECOGNIZED_NAME')), 'unrecognized name');
  assert.equal(readTlsAlert(errorOf('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')), 'handshake failure');
  assert.equal(readTlsAlert(errorOf('ERR_SSL_WRONG_VERSION_NUMBER')), null);
  assert.equal(readTlsAlert(errorOf('ECONNRESET')), null);
});

test('what stands at a port is told by its first line', () => {
  const said = (text: string): string => {
    const { kind, sentence } = describeFirstBytes(Buffer.from(text, 'latin1'));
    return `${kind}: ${sentence}`;
  };
  assert.deepEqual(
    [
      '',
      'SSH-2.0-OpenSSH_9.2\r\n',
      'HTTP/1.1 400 Bad Request\r\nserver: x\r\n',
      '220 mx ESMTP Postfix\r\n',
      '\x15\x03',
    ].map(said),
    [
      'nothing: Nothing answered the ClientHello.',
      'other-service: At this port is SSH: it says "SSH-2.0-OpenSSH_9.2".',
      'plain-http: The ClientHello was answered in plain HTTP: "HTTP/1.1 400 Bad Request".',
      'other-service: At this port is a mail server: it says "220 mx ESMTP Postfix".',
      'unknown: The ClientHello was answered with "1503".',
    ],
  );
});
