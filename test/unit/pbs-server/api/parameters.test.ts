// Parameters as PBS reads them and words their faults (protocol.md 4.1). In: query, form or JSON text. Out: values or text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endpointNamed, endpoints } from '../../../../src/core/pbs/index.js';
import { parseBodyParameters } from '../../../../src/pbs-server/api/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';

const digest = 'a'.repeat(64);

function read(
  name: Parameters<typeof endpointNamed>[0],
  source: { query?: string; body?: string; type?: string },
): unknown {
  const { query = '', body = '', type = null } = source;
  const outcome = parseBodyParameters(endpointNamed(name), { contentType: type, query, body });
  return isRefusal(outcome) ? outcome.text : Object.fromEntries(outcome);
}

test('a form counts with the query, JSON counts alone', () => {
  const json = 'application/json; charset=UTF-8';
  assert.deepEqual(read('createFixedIndex', { query: 'archive-name=a.fidx', body: 'size=7' }), {
    'archive-name': 'a.fidx',
    size: 7,
  });
  assert.equal(
    read('createFixedIndex', { query: 'archive-name=a.fidx&size=7', body: '{"size":7}', type: json }),
    "parameter verification failed - 'archive-name': property is missing and it is not optional.",
  );
  assert.equal(read('finish', { type: 'text/plain' }), 'unsupported content type Ok("text/plain")');
});

test('lists come as JSON arrays, or pair by pair in a form', () => {
  const lists = { 'digest-list': [digest], 'offset-list': [0], wid: 1 };
  assert.deepEqual(read('appendDynamicIndex', { body: JSON.stringify(lists), type: 'application/json' }), lists);
  assert.deepEqual(read('appendDynamicIndex', { body: `digest-list=${digest}&offset-list=0&wid=1` }), lists);
});

test('each kind of fault has its words; several are several lines', () => {
  const chunk = (change: string): unknown => read('uploadDynamicChunk', { query: change });
  assert.deepEqual(
    [
      chunk(`wid=0&digest=${digest}&size=1&encoded-size=13`),
      chunk(`wid=x&digest=${digest}&size=1&encoded-size=13`),
      chunk(`wid=1&wid=2&digest=${digest}&size=1&encoded-size=13`),
      chunk(`wid=1&digest=${digest.toUpperCase()}&size=1&encoded-size=12`),
      chunk('digest=&nonsense=1'),
      read('appendFixedIndex', { body: '{"wid":"1","digest-list":"x","offset-list":[-1]}', type: 'application/json' }),
      read('appendFixedIndex', {
        body: `{"digest-list":["${digest}",7],"offset-list":{},"wid":1e300}`,
        type: 'application/json',
      }),
      read('createFixedIndex', { query: 'archive-name=a.fidx&size=9223372036854775808' }),
      read('closeFixedIndex', { query: `wid=1&chunk-count=1&size=-${'9'.repeat(20)}&csum=${digest}` }),
      read('listSnapshots', { query: 'store=ab&backup-type=disk&backup-id=.x' }),
    ],
    [
      "parameter verification failed - 'wid': value must have a minimum value of 1 (got 0)",
      "parameter verification failed - 'wid': invalid digit found in string",
      "parameter verification failed - 'wid': duplicate parameter",
      "parameter verification failed:\n- 'digest': value does not match the regex pattern\n- 'encoded-size': value must have a minimum value of 13 (got 12)",
      "parameter verification failed:\n- 'digest': value does not match the regex pattern\n- 'nonsense': schema does not allow additional properties.",
      "parameter verification failed:\n- 'digest-list': Expected array - got scalar value.\n- 'offset-list/[0]': value must have a minimum value of 0 (got -1)\n- 'wid': Expected integer value.",
      "parameter verification failed:\n- 'digest-list/[1]': Expected string value.\n- 'offset-list': Expected array - got object.\n- 'wid': Expected integer value.",
      "parameter verification failed - 'size': number too large to fit in target type",
      "parameter verification failed - 'size': number too small to fit in target type",
      "parameter verification failed:\n- 'store': value must be at least 3 characters long\n- 'backup-type': value 'disk' is not defined in the enumeration.\n- 'backup-id': value does not match the regex pattern",
    ],
  );
});

test('text that is no JSON is placed by line and column', () => {
  const fault = (body: string): unknown => read('finish', { body, type: 'application/json' });
  assert.deepEqual(
    [
      '{bad',
      '',
      '{"a":1,\n x}',
      '[1 2]',
      '{"a" 1}',
      '{} x',
      '{"a":',
      '{"a":}',
      '[1,]',
      '{"a":1]',
      '[',
      '"x"',
      '[]',
      'nul',
    ].map(fault),
    [
      'key must be a string at line 1 column 2',
      'EOF while parsing a value at line 1 column 0',
      'key must be a string at line 2 column 2',
      'expected `,` or `]` at line 1 column 4',
      'expected `:` at line 1 column 6',
      'trailing characters at line 1 column 4',
      'EOF while parsing a value at line 1 column 5',
      'expected value at line 1 column 6',
      'trailing comma at line 1 column 4',
      'expected `,` or `}` at line 1 column 7',
      'EOF while parsing a list at line 1 column 1',
      'Expected object - got scalar value.',
      'Expected object - got array.',
      'expected value at line 1 column 1',
    ],
  );
});

test('no text makes any endpoint throw', () => {
  const type = fc.constantFrom(null, 'application/json', 'application/x-www-form-urlencoded');
  const text = fc.oneof(fc.string(), fc.json(), fc.webQueryParameters());
  fc.assert(
    fc.property(fc.constantFrom(...endpoints), type, text, text, (endpoint, contentType, query, body) => {
      const outcome = parseBodyParameters(endpoint, { contentType, query, body });
      if (!isRefusal(outcome)) {
        for (const parameter of endpoint.parameters) assert.ok(!parameter.isRequired || outcome.has(parameter.name));
      }
    }),
  );
});
