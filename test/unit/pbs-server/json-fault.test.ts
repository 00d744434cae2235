// Bodies that are no JSON. In: the text. Out: what serde_json says of it, as PBS hands it on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeJsonFault } from '../../../src/pbs-server/api/json-fault.js';

const cases: readonly (readonly [text: string, says: string])[] = [
  ['', 'EOF while parsing a value at line 1 column 0'],
  ['{bad', 'key must be a string at line 1 column 2'],
  ['{"a"', 'EOF while parsing an object at line 1 column 4'],
  ['{"a":', 'EOF while parsing a value at line 1 column 5'],
  ['{"a":1', 'EOF while parsing an object at line 1 column 6'],
  ['{"a":1,', 'EOF while parsing a value at line 1 column 7'],
  ['{"a":1,}', 'trailing comma at line 1 column 8'],
  ['{"a":1;}', 'expected `,` or `}` at line 1 column 7'],
  ['[', 'EOF while parsing a list at line 1 column 1'],
  ['[1,', 'EOF while parsing a value at line 1 column 3'],
  ['[1,]', 'trailing comma at line 1 column 4'],
  ['[1 2]', 'expected `,` or `]` at line 1 column 4'],
  ['{"user":"eve","passw', 'EOF while parsing a string at line 1 column 20'],
  ['{\n"user":"eve\\', 'EOF while parsing a string at line 2 column 12'],
  ['{} x', 'trailing characters at line 1 column 4'],
  ['hello', 'expected value at line 1 column 1'],
];

for (const [text, says] of cases) {
  test(JSON.stringify(text), () => assert.equal(describeJsonFault(text), says));
}
