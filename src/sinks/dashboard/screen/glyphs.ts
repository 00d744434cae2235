// The signs that the dashboard draws with, in UTF-8 and in ASCII. Each meaning has its own shape, so that nothing is told
// by colour alone. All are one column wide.

export interface Glyphs {
  readonly rule: string;
  readonly divider: string;
  readonly ellipsis: string;
  readonly cursor: string;
  readonly up: string;
  readonly down: string;
  readonly toServer: string;
  readonly toClient: string;
  /** From nearly nothing to full. */
  readonly levels: readonly string[];
  /** A second of which nothing is known. */
  readonly unknown: string;
  readonly ok: string;
  readonly failed: string;
  readonly open: string;
  readonly stuck: string;
  readonly ended: string;
  readonly warning: string;
  readonly paused: string;
  readonly separator: string;
  /** Parts of a call: body on its way, waiting for the reply, reply on its way. */
  readonly upload: string;
  readonly wait: string;
  readonly response: string;
  /** Where a sender may not go on: the window of the connection, or of a stream, is used up. */
  readonly stalled: string;
  readonly stalledStream: string;
  /** Empty room below a stall. */
  readonly shade: string;
  /** A place on an axis. */
  readonly tick: string;
  readonly pointer: string;
  readonly playing: string;
}

const unicodeGlyphs: Glyphs = {
  rule: '─',
  divider: '│',
  ellipsis: '…',
  cursor: '▸',
  up: '↑',
  down: '↓',
  toServer: '→',
  toClient: '←',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  unknown: '·',
  ok: '✓',
  failed: '✗',
  open: '▷',
  stuck: '!',
  ended: '■',
  warning: '▲',
  paused: '‖',
  separator: '·',
  upload: '█',
  wait: '░',
  response: '▓',
  stalled: '▒',
  stalledStream: '┅',
  shade: '┊',
  tick: '┬',
  pointer: '▼',
  playing: '▶',
};

const asciiGlyphs: Glyphs = {
  rule: '-',
  divider: '|',
  ellipsis: '~',
  cursor: '>',
  up: '^',
  down: 'v',
  toServer: '>',
  toClient: '<',
  levels: ['_', '.', ':', '-', '=', '+', '*', '#'],
  unknown: ' ',
  ok: '+',
  failed: 'x',
  open: '>',
  stuck: '!',
  ended: '.',
  warning: '!',
  paused: '=',
  separator: '|',
  upload: '#',
  wait: '.',
  response: '=',
  stalled: '!',
  stalledStream: '~',
  shade: ':',
  tick: '+',
  pointer: 'V',
  playing: '>',
};

export const glyphsFor = (charset: 'utf-8' | 'ascii'): Glyphs => (charset === 'ascii' ? asciiGlyphs : unicodeGlyphs);
