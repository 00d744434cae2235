// In: the report. Out: its part about connections without keys, each estimate with its confidence. Computes nothing.
import { countOf, describeShape, type Report } from '../../../core/report/index.js';
import { wrapText } from './table.js';

/** Shown in full; the JSON report has all that were kept. */
const maxShownShapes = 20;

export function renderShapes({ shapes = [] }: Report): string[] {
  if (shapes.length === 0) return [];
  const rest = shapes.length - maxShownShapes;
  return [
    '',
    'SHAPES (connections without keys: what sizes and times alone tell)',
    ...shapes.slice(0, maxShownShapes).flatMap((shape) => {
      const [head = '', ...lines] = describeShape(shape);
      return [...wrapText(`${shape.connection} ${head}`, '  '), ...lines.flatMap((line) => wrapText(line, '    '))];
    }),
    ...(rest > 0 ? [`  and ${countOf(rest, 'more connection')}`] : []),
  ];
}
