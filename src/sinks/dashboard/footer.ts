// The last line: the keys of the moment, or the filter being typed; and the error of that filter, pointing at its character.
// In: model. Out: lines. The words come from the key table.
import { type KeyBinding, keyTable } from './keys.js';
import type { Model } from './model.js';
import { type Line, line, measureLine, span } from './screen/index.js';

const promptSign = '/';

export function renderFooter(model: Model): Line {
  if (model.prompt !== null) {
    const { text } = model.prompt;
    const hint = text === '' ? '  op:chunk latency>200ms archive:root.pxar status>=400 stuck, or any text' : '';
    return [span(` ${promptSign}`, 'key'), span(text, 'strong'), span(' ', 'selected'), span(hint, 'dim')];
  }
  let bindings = keyTable.filter((one) => one.label !== undefined && isPlace(one, model));
  // Those that can be spared go while there is no room; the help has them all.
  for (const order of dropOrders) {
    if (measureLine(writeKeys(bindings, model)) <= model.size.columnCount) break;
    bindings = bindings.filter((one) => one.dropOrder !== order);
  }
  return writeKeys(bindings, model);
}

const dropOrders = [1, 2, 3, 4] as const;

const isPlace = ({ place }: KeyBinding, model: Model): boolean => place === 'everywhere' || place === model.view;

function writeKeys(bindings: readonly KeyBinding[], model: Model): Line {
  return bindings.flatMap(({ shown, label = '' }) => [
    span(` ${shown}`, 'key'),
    span(` ${label} `, isActive(model, label) ? 'strong' : 'dim'),
  ]);
}

/** Switches that are on, and the view that is shown. */
function isActive(model: Model, label: string): boolean {
  if (label === 'pause') return model.isPaused;
  if (label === 'follow') return model.isFollowing;
  return label === (model.isHelpOpen ? 'help' : model.view);
}

/** `^` below nothing, above the character at fault: the line over the prompt. */
export function renderPromptError(model: Model): Line | null {
  const error = model.prompt?.error ?? null;
  if (error === null) return null;
  const column = 1 + promptSign.length + error.at;
  const isRoomRight = column + 2 + error.message.length <= model.size.columnCount;
  const text = isRoomRight
    ? `${' '.repeat(column)}v ${error.message}`
    : `${error.message} v`.padStart(column + 1).slice(-(column + 1));
  return line(text.length >= error.message.length ? text : ` ${error.message} (character ${error.at + 1})`, 'bad');
}
