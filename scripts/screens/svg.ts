// In: the cells of a headless terminal. Out: an SVG picture of them, text kept as text. Draws only what a cell can hold.
import type { Terminal } from '@xterm/headless';

const cellWidth = 8.4;
const cellHeight = 17;
const padding = 12;
const background = '#16181d';
const foreground = '#d5d8de';
/** The 16 colours of xterm's palette, in a tone that reads on the dark background. */
const palette = [
  '#3b4048',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#c8ccd4',
  '#6b7280',
  '#ff7b86',
  '#b5e08d',
  '#ffd98a',
  '#7ec3ff',
  '#dd9df0',
  '#7fd6e0',
  '#ffffff',
];

const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function colourOf(index: number, isDefault: boolean, fallback: string): string {
  if (isDefault) return fallback;
  if (index < 16) return palette[index] ?? fallback;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))},${level(Math.floor(cube / 6) % 6)},${level(cube % 6)})`;
}

interface Run {
  readonly column: number;
  text: string;
  readonly colour: string;
  readonly back: string;
  readonly isBold: boolean;
}

function readRuns(terminal: Terminal, row: number): Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; line !== undefined && column < terminal.cols; column += 1) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const plain = colourOf(cell.getFgColor(), cell.isFgDefault(), foreground);
    const behind = colourOf(cell.getBgColor(), cell.isBgDefault(), background);
    const isInverse = cell.isInverse() !== 0;
    const [colour, back] = isInverse ? [behind, plain] : [plain, behind];
    const isBold = cell.isBold() !== 0;
    const last = runs.at(-1);
    if (last !== undefined && last.colour === colour && last.back === back && last.isBold === isBold) {
      last.text += cell.getChars() || ' ';
    } else runs.push({ column, text: cell.getChars() || ' ', colour, back, isBold });
  }
  return runs;
}

/** `title` is read out by screen readers. */
export function renderSvg(terminal: Terminal, title: string): string {
  const width = terminal.cols * cellWidth + 2 * padding;
  const height = terminal.rows * cellHeight + 2 * padding;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height}" viewBox="0 0 ${width.toFixed(1)} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`,
  ];
  for (let row = 0; row < terminal.rows; row += 1) {
    for (const run of readRuns(terminal, row)) {
      const x = padding + run.column * cellWidth;
      const y = padding + row * cellHeight;
      const runWidth = [...run.text].length * cellWidth;
      if (run.back !== background) {
        parts.push(
          `<rect x="${x.toFixed(1)}" y="${y}" width="${runWidth.toFixed(1)}" height="${cellHeight}" fill="${run.back}"/>`,
        );
      }
      // Renderers fold spaces, so each piece between two of them has its own place.
      for (const piece of run.text.matchAll(/\S+(?: \S+)*/g)) {
        const pieceX = x + [...run.text.slice(0, piece.index)].length * cellWidth;
        const pieceWidth = [...piece[0]].length * cellWidth;
        parts.push(
          `<text x="${pieceX.toFixed(1)}" y="${y + 13}" fill="${run.colour}" textLength="${pieceWidth.toFixed(1)}" lengthAdjust="spacingAndGlyphs"${run.isBold ? ' font-weight="bold"' : ''}>${escapeXml(piece[0])}</text>`,
        );
      }
    }
  }
  return `${parts.join('\n')}\n</g>\n</svg>\n`;
}
