// The mouse, as terminals report it (xterm's SGR mode, 1006). In: what was read from the terminal. Out: wheel and clicks of the first
// button, at a cell; and the sequences that switch reports on and off. Moves and other buttons are not asked for or left out.

export type Gesture =
  | { readonly kind: 'wheel'; readonly step: 1 | -1 }
  /** `row` and `column` from 0. */
  | { readonly kind: 'click'; readonly row: number; readonly column: number };

/** Buttons and wheel (1000), not every move: fewer bytes over a slow line. */
export const mouseOn = '\u001b[?1000h\u001b[?1006h';
export const mouseOff = '\u001b[?1006l\u001b[?1000l';

/** `ESC [ < button ; column ; row M`, with `m` when the button is let go. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a report
const report = /\u001b\[<(\d{1,3});(\d{1,4});(\d{1,4})([Mm])/g;
/** Shift, meta and control stand in these bits; with shift most terminals keep the mouse to themselves. */
const modifierBits = 4 | 8 | 16;
const firstButton = 0;
const wheelUp = 64;
const wheelDown = 65;

export function readGestures(text: string): Gesture[] {
  return [...text.matchAll(report)].flatMap(([, button, column, row, end]): Gesture[] => {
    if (end === 'm') return [];
    switch (Number(button) & ~modifierBits) {
      case wheelUp:
        return [{ kind: 'wheel', step: -1 }];
      case wheelDown:
        return [{ kind: 'wheel', step: 1 }];
      case firstButton:
        return [{ kind: 'click', row: Number(row) - 1, column: Number(column) - 1 }];
      default:
        return [];
    }
  });
}
