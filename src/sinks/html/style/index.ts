import { charts } from './charts.js';
import { colours } from './colours.js';
import { layout } from './layout.js';
import { paper } from './paper.js';

/** All of the page's own styles. */
export const styles = [colours, layout, charts, paper].join('\n');
