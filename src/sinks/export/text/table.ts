// In: rows of cells. Out: lines with aligned columns, cut to the width. Text only; knows no report.

export const lineWidth = 80;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table under its titles; the first column gives way when a line would be too long. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  indent: string,
): string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const others = widths.slice(1).reduce((sum, width) => sum + width + gap.length, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(minFirstWidth, lineWidth - indent.length - others));
  return lines.map((line) => {
    const cells = columns.map((column, index) => alignCell(line[index] ?? '', widths[index] ?? 0, column.align));
    return `${indent}${cells.join(gap)}`.trimEnd();
  });
}

const gap = '  ';
const minFirstWidth = 12;

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
