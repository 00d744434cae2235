// The last line: the keys of the moment, or the filter being typed; and the error of that filter, pointing at its character.
// In: model. Out: lines. The words come from the key table.
import { keyTable } from './key-table.js';
import { type Action, type KeyBinding, placeOf } from './keys.js';
import { type Model, type Prompt, viewIds } from './model.js';
import { type Line, line, measureLine, span } from './screen/index.js';

const promptSigns: Readonly<Record<Prompt['kind'], string>> = { filter: '/', search: '/', command: ':' };
const promptHints: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'op:chunk latency>200ms archive:root.pxar status>=400 stuck, or any text',
  search: 'any part of a line: windowStall, stream 5, PUT',
  command: 'range 0:10 0:25   go 1:02.5   zoom 2s   save NAME   write FILE   tab completes',
};

export function renderFooter(model: Model): Line {
  if (model.prompt !== null) {
    const { text, kind } = model.prompt;
    const hint = text === '' ? `  ${promptHints[kind]}` : '';
    return [span(` ${promptSigns[kind]}`, 'key'), span(text, 'strong'), span(' ', 'selected'), span(hint, 'dim')];
  }
  const { bindings, names } = fitKeys(model);
  return bindings.flatMap((binding) => writeKey(binding, model, names));
}

/** What a click there asks for. */
export function footerActionAt(model: Model, column: number): Action | null {
  const { bindings, names } = fitKeys(model);
  let end = 0;
  for (const binding of bindings) {
    end += measureLine(writeKey(binding, model, names));
    if (column < end) return binding.action;
  }
  return null;
}

/** Names of the views first, while most keys have room beside them; the help has everything. */
function fitKeys(model: Model): { readonly bindings: readonly KeyBinding[]; readonly names: 'all' | 'active' } {
  const all = keyTable.filter((one) => one.label !== undefined && isPlace(one, model));
  const chosen = fittings.map(({ names, dropped }) => ({
    names,
    bindings: all.filter((one) => (one.dropOrder ?? Infinity) > dropped),
  }));
  const fitting = chosen.find(({ bindings, names }) => {
    const written = bindings.flatMap((binding) => writeKey(binding, model, names));
    return measureLine(written) <= model.size.columnCount;
  });
  return fitting ?? { names: 'active', bindings: all.filter((one) => one.dropOrder === undefined) };
}

/** From the roomiest to the tightest: keys up to an order are left out, then the names of the views that are not shown. */
const fittings = [
  { names: 'all', dropped: 0 },
  { names: 'all', dropped: 1 },
  { names: 'all', dropped: 2 },
  { names: 'active', dropped: 0 },
  { names: 'active', dropped: 1 },
  { names: 'active', dropped: 2 },
  { names: 'active', dropped: 3 },
] as const;

const isPlace = ({ places }: KeyBinding, model: Model): boolean =>
  places.includes('everywhere') || places.includes(placeOf(model));

const isView = (label: string): boolean => (viewIds as readonly string[]).includes(label);

function writeKey({ shown, label = '', action }: KeyBinding, model: Model, names: 'all' | 'active'): Line {
  const isNamed = names === 'all' || !isView(label) || action.kind !== 'view' || isActive(model, label);
  const style = isActive(model, label) ? 'strong' : 'dim';
  return [span(` ${shown}`, 'key'), span(isNamed ? ` ${label} ` : '', style)];
}

/** Switches that are on, and the view that is shown. */
function isActive(model: Model, label: string): boolean {
  if (label === 'pause') return model.isPaused;
  if (label === 'follow') return model.isFollowing;
  return label === (model.isHelpOpen ? 'help' : model.view);
}

/** What stands over the prompt: an error that points at its character, or the ways on. */
export function renderAbovePrompt({ prompt, size, message }: Model): Line | null {
  if (prompt === null) return message === null ? null : line(` ${message}`, 'strong');
  if (prompt.candidates.length > 0) return line(` ${prompt.candidates.join('  ')}`, 'dim');
  const { error } = prompt;
  if (error === null) return null;
  const column = 1 + promptSigns[prompt.kind].length + error.at;
  const isRoomRight = column + 2 + error.message.length <= size.columnCount;
  const text = isRoomRight
    ? `${' '.repeat(column)}v ${error.message}`
    : `${error.message} v`.padStart(column + 1).slice(-(column + 1));
  return line(text.length >= error.message.length ? text : ` ${error.message} (character ${error.at + 1})`, 'bad');
}
