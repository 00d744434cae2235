// A terminal without a screen: real keys go in, real cells come out. In: a size. Out: streams for the dashboard, its cells as
// text, everything it wrote. Node's streams only as far as a terminal program uses them.
import { EventEmitter } from 'node:events';
import headless from '@xterm/headless';

export interface HeadlessTerminal {
  readonly input: NodeJS.ReadStream & { readonly isRawNow: boolean };
  readonly output: NodeJS.WriteStream;
  /** Bytes as a keyboard sends them. */
  type(keys: string): void;
  resize(columnCount: number, rowCount: number): void;
  /** Rows of the screen, without spaces at their ends. */
  rows(): Promise<string[]>;
  /** Text of the cells shown in reverse video, per row that has any. */
  reversedRows(): Promise<string[]>;
  isAlternate(): Promise<boolean>;
  isCursorHidden(): boolean;
  /** Everything written since the last call. */
  takeWritten(): string;
  /** True: full with the next write, until it is false again. */
  hold(isHeld: boolean): void;
}

export const keys = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  backspace: '\u007f',
  tab: '\t',
  shiftTab: '\u001b[Z',
  ctrlC: '\u0003',
  ctrlL: '\u000c',
  ctrlU: '\u0015',
  ctrlW: '\u0017',
} as const;

export function openHeadlessTerminal(columnCount: number, rowCount: number): HeadlessTerminal {
  const terminal = new headless.Terminal({ cols: columnCount, rows: rowCount, allowProposedApi: true });
  let written = '';
  let isHolding = false;
  const output = Object.assign(new EventEmitter(), {
    columns: columnCount,
    rows: rowCount,
    isTTY: true,
    writable: true,
    /** False as a full socket says it: taken, and no more before `drain`. */
    write(text: string): boolean {
      written += text;
      terminal.write(text);
      return !isHolding;
    },
  });
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: false,
    isRawNow: false,
    setRawMode(isRaw: boolean) {
      this.isRaw = isRaw;
      this.isRawNow = isRaw;
      return this;
    },
    resume() {
      return this;
    },
    pause() {
      return this;
    },
  });
  const flushed = (): Promise<void> => new Promise((resolve) => terminal.write('', resolve));
  const lineAt = (row: number) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);

  return {
    input: input as unknown as HeadlessTerminal['input'],
    output: output as unknown as NodeJS.WriteStream,
    type(text) {
      input.emit('data', Buffer.from(text));
    },
    resize(columns, rows) {
      terminal.resize(columns, rows);
      Object.assign(output, { columns, rows });
      output.emit('resize');
    },
    async rows() {
      await flushed();
      return Array.from({ length: terminal.rows }, (_, row) => (lineAt(row)?.translateToString() ?? '').trimEnd());
    },
    async reversedRows() {
      await flushed();
      const found: string[] = [];
      for (let row = 0; row < terminal.rows; row += 1) {
        let text = '';
        for (let column = 0; column < terminal.cols; column += 1) {
          const cell = lineAt(row)?.getCell(column);
          if (cell !== undefined && cell.isInverse() !== 0) text += cell.getChars() || ' ';
        }
        if (text !== '') found.push(text.trimEnd());
      }
      return found;
    },
    async isAlternate() {
      await flushed();
      return terminal.buffer.active.type === 'alternate';
    },
    isCursorHidden() {
      return written.lastIndexOf('\u001b[?25l') > written.lastIndexOf('\u001b[?25h');
    },
    takeWritten() {
      const taken = written;
      written = '';
      return taken;
    },
    hold(isHeld) {
      isHolding = isHeld;
      if (!isHeld) output.emit('drain');
    },
  };
}
