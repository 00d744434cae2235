// What serde_json says of a text that is no JSON: the first offence, with line and column. In: the text. Out: one line.
// Covers what clients send by mistake (empty, cut off, unquoted keys, trailing commas, stray bytes); other values that are none
// are "expected value".

export function describeJsonFault(text: string): string {
  const position = findFault(text);
  const before = text.slice(0, position.at);
  const line = before.split('\n').length;
  const column = before.length - (before.lastIndexOf('\n') + 1) + (position.isEnd ? 0 : 1);
  return `${position.words} at line ${line} column ${column}`;
}

interface Position {
  readonly at: number;
  readonly isEnd: boolean;
  readonly words: string;
}

type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma' | 'nothing';

const takesValue = (wanted: Wanted): boolean => wanted === 'value' || wanted === 'value-or-end';
const takesEnd = (wanted: Wanted): boolean => wanted === 'comma' || wanted.endsWith('-or-end');
const takesText = (wanted: Wanted): boolean => takesValue(wanted) || wanted === 'key' || wanted === 'key-or-end';

/** A string that nothing ends. */
const openText = /^"(?:[^"\\]|\\.)*\\?$/s;

/** Tokens as JSON has them; the sticky match stops where the text stops being JSON. */
const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** What each token leads to, by what was wanted before it; undefined = the offence. */
function advance(wanted: Wanted, open: string[], sign: string | undefined, isText: boolean): Wanted | undefined {
  const afterValue = (): Wanted => (open.length === 0 ? 'nothing' : 'comma');
  if (sign === '{' || sign === '[') {
    if (!takesValue(wanted)) return undefined;
    open.push(sign);
    return sign === '{' ? 'key-or-end' : 'value-or-end';
  }
  if (sign === '}' || sign === ']') {
    if (!takesEnd(wanted) || open.at(-1) !== (sign === '}' ? '{' : '[')) return undefined;
    open.pop();
    return afterValue();
  }
  if (sign === ',') return wanted === 'comma' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
  if (sign === ':') return wanted === 'colon' ? 'value' : undefined;
  if (wanted === 'key' || wanted === 'key-or-end') return isText ? 'colon' : undefined;
  return takesValue(wanted) ? afterValue() : undefined;
}

function findFault(text: string): Position {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let didEndInComma = false;
  token.lastIndex = 0;
  for (;;) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      const at = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
      const isOpenText = text[at] === '"' && takesText(wanted) && openText.test(text.slice(at));
      if (isOpenText) return { at: text.length, isEnd: true, words: 'EOF while parsing a string' };
      if (at < text.length) return { at, isEnd: false, words: wordsFor(wanted, open) };
      return { at, isEnd: true, words: `EOF while parsing ${describeOpen(wanted, open)}` };
    }
    const at = start + match[0].length - match[0].trimStart().length;
    const next = advance(wanted, open, match[1], match[2] !== undefined);
    if (next === undefined) {
      const isTrailing = didEndInComma && match[1] === (open.at(-1) === '{' ? '}' : ']');
      return { at, isEnd: false, words: isTrailing ? 'trailing comma' : wordsFor(wanted, open) };
    }
    didEndInComma = match[1] === ',';
    wanted = next;
  }
}

function describeOpen(wanted: Wanted, open: readonly string[]): string {
  if (wanted === 'value' || wanted === 'key') return 'a value'; // it waits for one behind a comma, in objects too
  return open.at(-1) === '[' ? 'a list' : 'an object';
}

function wordsFor(wanted: Wanted, open: readonly string[]): string {
  switch (wanted) {
    case 'value':
    case 'value-or-end':
      return 'expected value';
    case 'key':
    case 'key-or-end':
      return 'key must be a string';
    case 'colon':
      return 'expected `:`';
    case 'comma':
      return open.at(-1) === '[' ? 'expected `,` or `]`' : 'expected `,` or `}`';
    case 'nothing':
      return 'trailing characters';
  }
}
