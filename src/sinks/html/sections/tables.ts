// A table of the page. In: columns and rows of content. Out: markup that scrolls sideways by itself where the screen is narrow.
import { type Content, html, type Markup } from '../markup.js';

export interface TableColumn {
  readonly title: string;
  readonly kind: 'text' | 'number';
}

export const text = (title: string): TableColumn => ({ title, kind: 'text' });
export const number = (title: string): TableColumn => ({ title, kind: 'number' });

/** `label`: for those who come upon the scrolling region by key. */
export function renderTable(
  label: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Content[])[],
): Markup {
  const cells = (row: readonly Content[]): Markup[] =>
    columns.map(({ kind }, index) => html`<td class="${kind}">${row[index] ?? ''}</td>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${columns.map(({ title, kind }) => html`<th class="${kind}" scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}
