// How the rows of the screen are shared out: header, body, footer, and in lists the detail. In: model. Out: counts.
import type { Model } from './model.js';
import type { Size } from './screen/index.js';

/** Smaller than this nothing can be read: a sentence stands there instead. */
export const smallestSize: Size = { columnCount: 60, rowCount: 15 };
/** From here on two panes stand side by side. */
export const wideColumnCount = 110;
/** From this height of the body on a chart has more than one row. */
export const tallRowCount = 34;

/** Header and footer. */
const frameRowCount = 2;
const tableHeadingRowCount = 1;
/** Heading and every line of a usual call. */
const fullDetailRowCount = 14;
/** Heading, what it means, and a long event in a few lines. */
const eventDetailRowCount = 8;

export const isTooSmall = ({ columnCount, rowCount }: Size): boolean =>
  columnCount < smallestSize.columnCount || rowCount < smallestSize.rowCount;

export function bodySize({ size }: Model): Size {
  return { columnCount: size.columnCount, rowCount: Math.max(0, size.rowCount - frameRowCount) };
}

/** Rows of the detail of a call, heading included; 0 when closed. */
export function detailRowCount(model: Model): number {
  if (!model.table.isDetailOpen) return 0;
  return Math.min(fullDetailRowCount, Math.floor(bodySize(model).rowCount / 2));
}

/** Rows for calls in the table. */
export function tableRowCount(model: Model): number {
  return Math.max(1, bodySize(model).rowCount - tableHeadingRowCount - detailRowCount(model));
}

export function eventDetailCount(model: Model): number {
  return model.events.isDetailOpen ? Math.min(eventDetailRowCount, Math.floor(bodySize(model).rowCount / 2)) : 0;
}

export function eventRowCount(model: Model): number {
  return Math.max(1, bodySize(model).rowCount - tableHeadingRowCount - eventDetailCount(model));
}

/** The list of verdicts; their text stands below it. */
export function verdictRowCount(model: Model, verdictCount: number): number {
  const third = Math.floor(bodySize(model).rowCount / 3);
  return Math.max(1, Math.min(Math.max(1, verdictCount), third));
}
