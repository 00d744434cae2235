// The second that a limit is named by. In: the least and the most that a silence was. Out: seconds, words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSilence, limitSecondsOf } from '../../../../src/lbcheck/checks/silence-length.js';

test('a limit is the whole second that the silence can have been, else the nearest', () => {
  const named = [
    [5003, 5015], // seen at once: a little late
    [4400, 5060], // a busy machine saw the last byte late
    [59_300, 60_040],
    [4960, 4990],
    [4400, 4700],
  ].map(
    ([leastMs = 0, mostMs = 0]) => `${describeSilence({ leastMs, mostMs })}: ${limitSecondsOf({ leastMs, mostMs })}`,
  );
  assert.deepEqual(named, ['5.0 s: 5', '4.4 to 5.1 s: 5', '59.3 to 60.0 s: 60', '5.0 s: 5', '4.4 to 4.7 s: 4']);
});
