// Roles as colours. In: a role, how many colours there are. Out: the parameters of an SGR sequence (ECMA-48 8.3.117).
// Only the terminal's own foreground and background are behind the text, so it reads in light and in dark.
import type { Style } from '../screen/index.js';

export type Colour = 'none' | '16' | '256';

const bold = '1';
const dim = '2';
const reverse = '7';

/** Without colour: weight and reverse video; every meaning has a sign or a word besides. */
const plainTheme: Readonly<Record<Style, string>> = {
  plain: '',
  dim,
  strong: bold,
  title: bold,
  key: bold,
  good: '',
  warn: bold,
  bad: bold,
  toServer: '',
  toClient: '',
  wait: '',
  bar: reverse,
  selected: reverse,
};

const theme16: Readonly<Record<Style, string>> = {
  ...plainTheme,
  title: '1;36',
  key: '1;36',
  good: '32',
  warn: '1;33',
  bad: '1;31',
  toServer: '34',
  toClient: '35',
  wait: '33',
};

/** Of middle brightness: readable on black and on white. */
const theme256: Readonly<Record<Style, string>> = {
  ...plainTheme,
  title: '1;38;5;37',
  key: '1;38;5;37',
  good: '38;5;71',
  warn: '1;38;5;172',
  bad: '1;38;5;167',
  toServer: '38;5;68',
  toClient: '38;5;133',
  wait: '38;5;172',
};

const themes = { none: plainTheme, '16': theme16, '256': theme256 } as const;

export const sgrOf = (style: Style, colour: Colour): string => themes[colour][style];
