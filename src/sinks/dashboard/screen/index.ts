export { measureText, sliceText, toCells } from './cells.js';
export { type ColumnChart, columnChart } from './column-chart.js';
export { type Glyphs, glyphsFor } from './glyphs.js';
export {
  besides,
  emptyLine,
  fitLine,
  type Line,
  line,
  measureLine,
  restyle,
  type Size,
  type Span,
  type Style,
  span,
  spreadLine,
  wrapText,
} from './line.js';
export { type Pane, scrollTo, stackPanes } from './panes.js';
export { condense, sparkline, stackedBar } from './sparkline.js';
export { type Column, layOutTable, ruleWithTitle } from './table.js';
