// The key table: every key, where it works, what it does, in words. In: nothing. Out: a literal list, from which update.ts
// takes the action, and footer, help and docs/keys.md take their text.
import type { Action, KeyBinding, Place } from './keys.js';
import { views } from './views/index.js';

const everywhere: readonly Place[] = ['everywhere'];

type Extra = Pick<KeyBinding, 'label' | 'dropOrder'>;

function key(
  keys: string,
  places: readonly Place[],
  action: Action,
  shown: string,
  help: string,
  extra: Extra = {},
): KeyBinding {
  return { keys: keys.split(' '), places, action, shown, help, ...extra };
}

const lists: readonly Place[] = ['calls', 'events', 'verdicts'];

export const keyTable: readonly KeyBinding[] = [
  ...views.map(({ id, key: name, help }) =>
    key(name, everywhere, { kind: 'view', view: id }, name, help, { label: id }),
  ),
  key('tab', everywhere, { kind: 'stepView', step: 1 }, 'tab', 'next view; shift-tab: the one before'),
  key('S-tab', everywhere, { kind: 'stepView', step: -1 }, '', ''),
  key('enter l right', ['overview'], { kind: 'open' }, 'enter', 'calls of the chosen session', {
    label: 'calls',
    dropOrder: 4,
  }),
  key('enter', ['timeline'], { kind: 'open' }, 'enter', 'the call at the cursor, in the table', {
    label: 'calls',
    dropOrder: 2,
  }),
  key('enter l right', ['calls', 'events'], { kind: 'open' }, 'enter', 'all there is to say about the row', {
    label: 'detail',
    dropOrder: 4,
  }),
  key('enter l right', ['latency'], { kind: 'open' }, 'enter', 'the calls that are counted here, slowest first', {
    label: 'calls',
    dropOrder: 4,
  }),
  key('enter l right', ['flow'], { kind: 'open' }, 'enter', 'the same time as a timeline', {
    label: 'timeline',
    dropOrder: 3,
  }),
  key('enter l right', ['verdicts'], { kind: 'open' }, 'enter', 'the calls that prove it', {
    label: 'proof',
    dropOrder: 4,
  }),
  key('t', ['latency'], { kind: 'part' }, 't', 'total, upload, wait or reply', { label: 'part', dropOrder: 4 }),
  key('/', ['calls', 'timeline', 'latency'], { kind: 'filter' }, '/', 'show only the calls that match', {
    label: 'filter',
    dropOrder: 4,
  }),
  key('/', ['events'], { kind: 'search' }, '/', 'show only lines with this text', { label: 'search', dropOrder: 4 }),
  key('n', ['calls', 'events'], { kind: 'match', step: 1 }, 'n N', 'next and previous match, round and round'),
  key('N', ['calls', 'events'], { kind: 'match', step: -1 }, '', ''),
  key('s', ['calls'], { kind: 'sort' }, 's', 'sort by the next column', { label: 'sort', dropOrder: 4 }),
  key('S', ['calls'], { kind: 'reverse' }, 'S', 'the other way round'),
  key('f', ['calls', 'events'], { kind: 'follow' }, 'f', 'stay at the newest row', { label: 'follow', dropOrder: 1 }),
  key(
    'f',
    ['timeline', 'flow', 'latency', 'overview', 'verdicts'],
    { kind: 'follow' },
    'f',
    'back to the newest moment',
  ),
  key('+ =', ['timeline', 'flow'], { kind: 'zoom', step: 1 }, '+ -', 'half and twice the time on the screen', {
    label: 'zoom',
    dropOrder: 3,
  }),
  key('-', ['timeline', 'flow'], { kind: 'zoom', step: -1 }, '', ''),
  key('0', ['timeline', 'flow'], { kind: 'zoom', step: 'whole' }, '0', 'all of the session'),
  key('right l', ['timeline'], { kind: 'scrub', step: 1, stride: 'short' }, '', ''),
  key('left h', ['timeline', 'flow'], { kind: 'scrub', step: -1, stride: 'short' }, '', ''),
  key('.', everywhere, { kind: 'scrub', step: 1, stride: 'short' }, ', .', 'a little back and on in time', {
    label: 'time',
    dropOrder: 2,
  }),
  key(',', everywhere, { kind: 'scrub', step: -1, stride: 'short' }, '', ''),
  key('>', everywhere, { kind: 'scrub', step: 1, stride: 'long' }, '< >', 'far back and on in time'),
  key('<', everywhere, { kind: 'scrub', step: -1, stride: 'long' }, '', ''),
  key('!', everywhere, { kind: 'problem' }, '!', 'to the next moment at which something went wrong', {
    label: 'problem',
    dropOrder: 1,
  }),
  key('v', everywhere, { kind: 'mark' }, 'v', 'begin a range, end it, drop it: all numbers are computed over it'),
  key(']', everywhere, { kind: 'session', step: 1 }, '[ ]', 'previous and next session, or all of them', {
    label: 'session',
    dropOrder: 2,
  }),
  key('[', everywhere, { kind: 'session', step: -1 }, '', ''),
  key('down j', everywhere, { kind: 'move', rows: 1 }, 'down j', 'one row down'),
  key('up k', everywhere, { kind: 'move', rows: -1 }, 'up k', 'one row up'),
  key('pagedown space', ['help'], { kind: 'page', pages: 1 }, 'PgDn PgUp', 'in this list: one page down and up', {
    label: 'page',
    dropOrder: 4,
  }),
  key('pageup', ['help'], { kind: 'page', pages: -1 }, '', ''),
  key('pagedown', [...lists, 'timeline'], { kind: 'page', pages: 1 }, 'PgDn PgUp', 'one page down and up'),
  key('pageup', [...lists, 'timeline'], { kind: 'page', pages: -1 }, '', ''),
  key('g home', everywhere, { kind: 'edge', edge: 'first' }, 'g G', 'to the first and to the last'),
  key('G end', everywhere, { kind: 'edge', edge: 'last' }, '', ''),
  key(
    'space',
    everywhere,
    { kind: 'pause' },
    'space',
    'hold the picture and let it go on; plays and stops a recording',
    {
      label: 'pause',
      dropOrder: 3,
    },
  ),
  key(':', everywhere, { kind: 'command' }, ':', 'a command: range, go, zoom, speed, save, write; tab completes'),
  key('w', everywhere, { kind: 'write' }, 'w', 'write the report to a file'),
  key('c', everywhere, { kind: 'copy' }, 'c', 'copy what is under the cursor, where the terminal allows it'),
  key(
    'm',
    everywhere,
    { kind: 'mouse' },
    'm',
    "the mouse: ours to scroll and choose, or the terminal's to select text",
  ),
  key('escape h left', everywhere, { kind: 'back' }, 'esc', 'close what is open, then the range, then the filter'),
  key('C-l', everywhere, { kind: 'redraw' }, 'ctrl-l', 'draw the whole screen anew'),
  key(
    'C-z',
    everywhere,
    { kind: 'suspend' },
    'ctrl-z',
    'back to the shell until fg; not while this process is the relay',
  ),
  key('?', everywhere, { kind: 'help' }, '?', 'this list', { label: 'help' }),
  key('q', everywhere, { kind: 'leave' }, 'q', 'back, or quit', { label: 'quit' }),
  key('C-c', everywhere, { kind: 'quit' }, 'ctrl-c', 'quit at once'),
];
