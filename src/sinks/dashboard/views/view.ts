// What a view is. In: model, what is observed, the room it has. Out: lines. A view is pure and remembers nothing.
import type { Zone } from '../../../core/report/index.js';
import type { DashboardData } from '../data.js';
import type { Target } from '../keys.js';
import type { Model, ViewId } from '../model.js';
import type { Glyphs, Line, Size } from '../screen/index.js';

export interface Paper {
  readonly size: Size;
  readonly glyphs: Glyphs;
  readonly zone: Zone;
}

/** A cell of the body, from 0. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

export interface View {
  readonly id: ViewId;
  readonly key: string;
  /** In the help. */
  readonly help: string;
  render(model: Model, data: DashboardData, paper: Paper): readonly Line[];
  /** What is drawn there and can be chosen; absent: nothing, or rows of the list alone. */
  targetAt?(model: Model, data: DashboardData, paper: Paper, spot: Spot): Target | null;
}
