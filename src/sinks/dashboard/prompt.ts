// Typing a filter. In: model, the line so far, a key. Out: the next model: longer or shorter line, the filter set on enter,
// an error that points at the character and keeps the line open.
import { parseFilter } from '../../core/report/index.js';
import type { Model, Prompt } from './model.js';

/** Longer than any filter a person types; a pasted file stops here. */
const maxPromptLength = 200;

export function editPrompt(model: Model, prompt: Prompt, key: string): Model {
  switch (key) {
    case 'escape':
      return { ...model, prompt: null };
    case 'enter':
      return submit(model, prompt.text);
    case 'backspace':
      // From an empty line there is nothing to delete but the line itself.
      return prompt.text === '' ? { ...model, prompt: null } : edit(model, [...prompt.text].slice(0, -1).join(''));
    case 'C-u':
      return edit(model, '');
    case 'C-w':
      return edit(model, prompt.text.replace(/\S*\s*$/, ''));
    case 'space':
      return edit(model, `${prompt.text} `);
    default:
      return [...key].length === 1 ? edit(model, prompt.text + key) : model;
  }
}

function edit(model: Model, text: string): Model {
  return { ...model, prompt: { text: text.slice(0, maxPromptLength), error: null } };
}

function submit(model: Model, text: string): Model {
  const filter = parseFilter(text);
  if (filter.kind === 'error') return { ...model, prompt: { text, error: { at: filter.at, message: filter.message } } };
  return { ...model, prompt: null, table: { ...model.table, filter: { text: text.trim(), terms: filter.terms } } };
}
