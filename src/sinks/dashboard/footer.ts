// The last line: the keys of the moment, or the filter being typed; and the error of that filter, pointing at its character.
// In: model. Out: lines. The words come from the key table.
import { keyTable } from './keys.js';
import type { Model } from './model.js';
import { type Line, line, type Span, span } from './screen/index.js';

const promptSign = '/';

export function renderFooter(model: Model): Line {
  if (model.prompt !== null) {
    const { text } = model.prompt;
    const hint = text === '' ? '  op:chunk latency>200ms archive:root.pxar status>=400 stuck, or any text' : '';
    return [span(` ${promptSign}`, 'key'), span(text, 'strong'), span(' ', 'selected'), span(hint, 'dim')];
  }
  const spans: Span[] = [span(' ')];
  for (const binding of keyTable) {
    if (binding.label === undefined || (binding.place !== 'everywhere' && binding.place !== model.view)) continue;
    const isOn = isActive(model, binding.label);
    spans.push(span(binding.shown, 'key'), span(` ${binding.label}  `, isOn ? 'strong' : 'dim'));
  }
  return spans;
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
