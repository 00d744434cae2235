// Typing a filter, a search or a command. In: model, the line so far, a key. Out: the next model: longer or shorter line, completed
// by tab, obeyed on enter; an error points at the character and keeps the line open.
import { type Completion, commonPart, completeFilter } from '../../core/report/index.js';
import { completeCommand, runCommand } from './commands.js';
import type { DashboardData } from './data.js';
import type { Model, Prompt } from './model.js';
import { readTypedFilter } from './typed-filter.js';

/** Longer than any filter a person types; a pasted file stops here. */
const maxPromptLength = 200;

export function editPrompt(model: Model, data: DashboardData, prompt: Prompt, key: string): Model {
  const edit = (text: string): Model => ({
    ...model,
    prompt: { ...prompt, text: text.slice(0, maxPromptLength), error: null, candidates: [] },
  });
  switch (key) {
    case 'escape':
      return { ...model, prompt: null };
    case 'enter':
      return submit(model, data, prompt);
    case 'backspace':
      // From an empty line there is nothing to delete but the line itself.
      return prompt.text === '' ? { ...model, prompt: null } : edit([...prompt.text].slice(0, -1).join(''));
    case 'C-u':
      return edit('');
    case 'C-w':
      return edit(prompt.text.replace(/\S*\s*$/, ''));
    case 'tab':
      return { ...model, prompt: complete(model, data, prompt) };
    case 'space':
      return edit(`${prompt.text} `);
    default:
      return [...key].length === 1 ? edit(prompt.text + key) : model;
  }
}

/** As far as there is one way on; then the ways are shown. */
function complete(model: Model, data: DashboardData, prompt: Prompt): Prompt {
  const { at, candidates } = completionOf(model, data, prompt);
  if (candidates.length === 0) return { ...prompt, candidates: [] };
  const text = prompt.text.slice(0, at) + commonPart(candidates);
  const isDone = candidates.length === 1;
  return {
    ...prompt,
    text: text.length > prompt.text.length ? text : prompt.text,
    candidates: isDone ? [] : candidates,
  };
}

function completionOf(model: Model, data: DashboardData, { kind, text }: Prompt): Completion {
  switch (kind) {
    case 'search':
      return { at: text.length, candidates: [] };
    case 'command':
      return completeCommand(text, model);
    case 'filter':
      return completeFilter(text, {
        operations: data.report.sessions.flatMap((session) => Object.keys(session.latency)),
        archives: data.report.sessions.flatMap((session) => session.archives.map((archive) => archive.name)),
        saved: Object.keys(model.savedFilters),
      });
  }
}

function submit(model: Model, data: DashboardData, prompt: Prompt): Model {
  const fail = (at: number, message: string): Model => ({
    ...model,
    prompt: { ...prompt, error: { at, message }, candidates: [] },
  });
  const closed = { ...model, prompt: null };
  switch (prompt.kind) {
    case 'search':
      return { ...closed, events: { ...model.events, search: prompt.text.trim().toLowerCase() } };
    case 'command': {
      const result = runCommand(closed, data, prompt.text);
      return result.kind === 'error' ? fail(result.at, result.message) : result.model;
    }
    case 'filter': {
      const filter = readTypedFilter(prompt.text, model.savedFilters);
      return 'message' in filter ? fail(filter.at, filter.message) : { ...closed, table: { ...model.table, filter } };
    }
  }
}
