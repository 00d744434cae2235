// In: rows of cells. Out: lines with aligned columns, cut to the width. Text only; knows no report.

export const lineWidth = 80;

const wideGap = '  ';
const narrowGap = ' ';
const minFirstWidth = 12;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table under its titles; where a line would be too long the gaps give way, then the first column. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  indent: string,
): string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const fullWidth = (gap: string): number => indent.length + widths.reduce((sum, width) => sum + width + gap.length, 0);
  const gap = fullWidth(wideGap) - wideGap.length <= lineWidth ? wideGap : narrowGap;
  const excess = fullWidth(gap) - gap.length - lineWidth;
  const firstWidth = widths[0] ?? 0;
  if (excess > 0) widths[0] = Math.min(firstWidth, Math.max(minFirstWidth, firstWidth - excess));
  return lines.map((line) => {
    const cells = columns.map((column, index) => alignCell(line[index] ?? '', widths[index] ?? 0, column.align));
    return `${indent}${cells.join(gap)}`.trimEnd();
  });
}

function alignCell(text: string, width: number, align: 'left' | 'right'): string {
  const cut = cutText(text, width);
  return align === 'left' ? cut.padEnd(width) : cut.padStart(width);
}

/** The end is what tells names apart less often than the beginning: `drive-scsi0.img.fi~`. */
export function cutText(text: string, width: number): string {
  const plain = text.replace(/\p{Cc}|\p{Cf}/gu, '?'); // from the wire: nothing in it may steer a terminal
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 1))}~`;
}

/** Words in lines of at most the width, each with the indent. */
export function wrapText(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\p{Cc}|\p{Cf}/gu, ' ').split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > lineWidth) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, indent + line];
}
