// What serde_json says of a text that is no JSON: the first offence, with line and column. In: the text. Out: one line.
// Covers what clients send by mistake (empty, cut off, unquoted keys, stray bytes); anything else is "expected value".

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

/** Tokens as JSON has them; the sticky match stops where the text stops being JSON. */
const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

function findFault(text: string): Position {
  const open: string[] = [];
  let wanted: 'value' | 'key' | 'colon' | 'comma' | 'nothing' = 'value';
  token.lastIndex = 0;
  for (;;) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) return describeStop(text, start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0), wanted);
    const at = start + match[0].length - match[0].trimStart().length;
    const sign = match[1];
    if (sign === '{' || sign === '[') {
      if (wanted !== 'value') return { at, isEnd: false, words: wordsFor(wanted) };
      open.push(sign);
      wanted = sign === '{' ? 'key' : 'value';
    } else if (sign === '}' || sign === ']') {
      if (open.pop() === undefined) return { at, isEnd: false, words: 'expected value' };
      wanted = open.length === 0 ? 'nothing' : 'comma';
    } else if (sign === ',') {
      if (wanted !== 'comma') return { at, isEnd: false, words: wordsFor(wanted) };
      wanted = open.at(-1) === '{' ? 'key' : 'value';
    } else if (sign === ':') {
      if (wanted !== 'colon') return { at, isEnd: false, words: wordsFor(wanted) };
      wanted = 'value';
    } else if (wanted === 'key') {
      if (match[2] === undefined) return { at, isEnd: false, words: wordsFor(wanted) };
      wanted = 'colon';
    } else if (wanted === 'value') {
      wanted = open.length === 0 ? 'nothing' : 'comma';
    } else return { at, isEnd: false, words: wordsFor(wanted) };
  }
}

function describeStop(text: string, at: number, wanted: Parameters<typeof wordsFor>[0]): Position {
  if (at < text.length) return { at, isEnd: false, words: wordsFor(wanted) };
  const inside = wanted === 'key' || wanted === 'colon' || wanted === 'comma' ? 'an object' : 'a value';
  return { at, isEnd: true, words: `EOF while parsing ${inside}` };
}

function wordsFor(wanted: 'value' | 'key' | 'colon' | 'comma' | 'nothing'): string {
  switch (wanted) {
    case 'value':
      return 'expected value';
    case 'key':
      return 'key must be a string';
    case 'colon':
      return 'expected `:`';
    case 'comma':
      return 'expected `,` or `}`';
    case 'nothing':
      return 'trailing characters';
  }
}
