// Reading signs: header values and error pages of all that a box answered. In: signs. Out: whether a pattern is among them.
import { headerOf } from '../wire/index.js';
import type { Signs } from './product.js';

const repliesOf = ({ replies, badRequest }: Signs): Signs['replies'] =>
  badRequest?.kind === 'reply' ? [...replies, badRequest] : replies;

export const hasHeader = (signs: Signs, name: string, pattern: RegExp): boolean =>
  repliesOf(signs).some(({ headers }) => pattern.test(headerOf(headers, name) ?? ''));

export const hasPage = (signs: Signs, pattern: RegExp): boolean =>
  repliesOf(signs).some(({ body }) => pattern.test(body));
