// The terminal: the only file that touches blessed. In: lines to show. Out: changed cells on the screen, keys by name, sizes.
// Takes the alternate screen and raw mode, and gives both back: on close, at the end of the process, on an uncaught
// exception, and on the signals that end it. Drives blessed's program (terminfo, keys, raw mode), not its widgets.
import blessed from 'blessed';
import type { Line, Size } from '../screen/index.js';
import { findChanges, type Grid, toGrid } from './grid.js';
import { type Gesture, mouseOff, mouseOn, readGestures } from './mouse.js';
import { paintRuns } from './paint.js';
import { onProcessEnd, stopProcess } from './process-end.js';
import type { Colour } from './theme.js';

export interface TerminalOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colour: Colour;
  readonly charset: 'utf-8' | 'ascii';
  readonly hasMouse: boolean;
  onKey(key: string): void;
  onGesture(gesture: Gesture): void;
  onResize(size: Size): void;
  /** The terminal can take a picture again, after `draw` was refused. */
  onReady(): void;
  /** Closed from outside: the process ends. */
  onClosed(): void;
}

export interface Terminal {
  size(): Size;
  /** `busy`: the terminal has not taken the last picture yet, nothing was written. */
  draw(lines: readonly Line[]): 'drawn' | 'busy';
  /** The next picture is drawn whole, whatever is on the screen. */
  forget(): void;
  /** Into the clipboard of whoever sits before the terminal (OSC 52), where it allows that. */
  copy(text: string): void;
  /** Off: the terminal selects text with it again. */
  setMouse(isOn: boolean): void;
  /** Gives the terminal to the shell until the process is continued. */
  suspend(): void;
  /** Gives the terminal back; again is allowed. */
  close(): void;
}

const wrapOff = '\u001b[?7l';
const wrapOn = '\u001b[?7h';
const attributesOff = '\u001b[0m';

export function openTerminal(options: TerminalOptions): Terminal {
  const { input, output, colour, charset } = options;
  const program = blessed.program({ input, output });
  let previous: Grid | null = null;
  let isClosed = false;
  let isBusy = false;
  let isMouseOn = options.hasMouse;

  const size = (): Size => ({ columnCount: output.columns || 80, rowCount: output.rows || 24 });
  const onKeypress = (character: string | undefined, key: BlessedKey | undefined): void => {
    const name = keyName(character, key);
    if (name !== null) options.onKey(name);
  };
  // Read beside blessed, which takes no more than one report of a chunk, and keeps reports from the keys.
  const onData = (data: Buffer | string): void => {
    if (isMouseOn) readGestures(data.toString()).forEach(options.onGesture);
  };
  const onResize = (): void => {
    previous = null;
    options.onResize(size());
  };
  const onDrain = (): void => {
    isBusy = false;
    options.onReady();
  };
  const enter = (): void => {
    program.alternateBuffer();
    program.hideCursor();
    output.write(wrapOff + (isMouseOn ? mouseOn : ''));
    previous = null;
  };
  const leave = (): void => {
    output.write(attributesOff + wrapOn + (isMouseOn ? mouseOff : ''));
    program.showCursor();
    program.normalBuffer();
  };
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    stopWatching();
    program.removeListener('keypress', onKeypress);
    input.removeListener('data', onData);
    program.removeListener('resize', onResize);
    output.removeListener('drain', onDrain);
    leave();
    // Leaves raw mode and lets the process end.
    program.destroy();
  };
  const onStop = (): void => {
    leave();
    if (input.isTTY) input.setRawMode(false);
  };
  // Stopped and continued: the shell has had the terminal meanwhile.
  const onContinue = (): void => {
    if (input.isTTY) input.setRawMode(true);
    enter();
    options.onResize(size());
  };
  const stopWatching = onProcessEnd({
    onEnd: () => {
      close();
      options.onClosed();
    },
    onStop,
    onContinue,
  });
  program.on('keypress', onKeypress);
  input.on('data', onData);
  program.on('resize', onResize);
  output.on('drain', onDrain);
  enter();

  return {
    size,
    draw(lines) {
      if (isClosed || isBusy) return 'busy';
      const next = toGrid(lines, size(), charset);
      const clear = previous === null ? `${attributesOff}\u001b[2J` : '';
      const painted = clear + paintRuns(findChanges(previous, next), colour);
      previous = next;
      // A slow line gets the next picture when it has taken this one, and the pictures between never.
      if (painted !== '') isBusy = !output.write(painted);
      return 'drawn';
    },
    forget() {
      previous = null;
    },
    copy(text) {
      output.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
    },
    setMouse(isOn) {
      isMouseOn = isOn;
      output.write(isOn ? mouseOn : mouseOff);
    },
    suspend: stopProcess,
    close,
  };
}

interface BlessedKey {
  readonly name?: string;
  readonly full?: string;
}

/** `up`, `pageup`, `enter`, `C-c`, or the character typed. */
function keyName(character: string | undefined, key: BlessedKey | undefined): string | null {
  // blessed tells a carriage return twice: as enter, then as return.
  if (key?.name === 'return' || key?.name === 'linefeed') return null;
  const isPrintable = character !== undefined && character > ' ' && character !== '\u007f';
  return isPrintable ? character : (key?.full ?? null);
}
