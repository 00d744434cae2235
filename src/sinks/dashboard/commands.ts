// Commands, typed after `:`. In: a line, model, what is observed. Out: the next model, or an error that points at the character.
// A command is one entry of the list; its words complete with tab.
import { type Completion, commonPart, formatCount } from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import { type Model, type ViewId, viewIds } from './model.js';
import { parseMoment, parseSpan } from './moments.js';
import { dropTime, goTo, setRange, wish, zoom } from './time-travel.js';
import { readTypedFilter } from './typed-filter.js';

export type CommandResult =
  | { readonly kind: 'done'; readonly model: Model }
  /** `at`: character of the line. */
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

interface Word {
  readonly text: string;
  readonly at: number;
}

interface Command {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  /** What the word may be; absent: nothing to complete. */
  words?(model: Model): readonly string[];
  run(model: Model, data: DashboardData, words: readonly Word[]): Model | string | { at: number; message: string };
}

const speedLimits = { least: 1, most: 1000 } as const;
const savedName = /^[\w-]+$/;

export const commands: readonly Command[] = [
  {
    name: 'range',
    usage: 'range FROM TO',
    help: 'compute all numbers over this stretch; without places, drop it',
    run(model, data, [from, to]) {
      if (from === undefined) return dropTime(model, data);
      const fromMs = parseMoment(from.text);
      if (fromMs === null) return { at: from.at, message: 'a place in time is missing, as in range 0:10 0:25.5' };
      const toMs = to === undefined ? data.report.durationMs : parseMoment(to.text);
      if (toMs === null) return { at: to?.at ?? 0, message: 'a place in time is missing, as in range 0:10 0:25.5' };
      return setRange(model, data, fromMs, toMs);
    },
  },
  {
    name: 'go',
    usage: 'go TIME',
    help: 'to this moment; end: as far as there is',
    words: () => ['end'],
    run(model, data, [word]) {
      if (word === undefined || word.text === 'end') return goTo(model, data, Number.MAX_SAFE_INTEGER);
      const atMs = parseMoment(word.text);
      return atMs === null
        ? { at: word.at, message: 'a place in time is missing, as in go 1:02.5' }
        : goTo(model, data, atMs);
    },
  },
  {
    name: 'zoom',
    usage: 'zoom SPAN',
    help: 'so much time on the screen of timeline and flow; all: the session',
    words: () => ['all'],
    run(model, data, [word]) {
      if (word === undefined || word.text === 'all') return zoom(model, data, 'whole');
      const spanMs = parseSpan(word.text);
      if (spanMs === null) return { at: word.at, message: 'a span with its unit is missing, as in zoom 500ms' };
      return { ...model, time: { ...model.time, spanMs } };
    },
  },
  {
    name: 'speed',
    usage: 'speed N',
    help: 'play the recording N times as fast, 1 to 1000',
    run(model, data, [word]) {
      if (data.playback === null) return 'only a recording can be played';
      const speed = Number(word?.text ?? 1);
      const isFair = speed >= speedLimits.least && speed <= speedLimits.most;
      return isFair ? wish(model, { kind: 'play', speed }) : { at: word?.at ?? 0, message: 'a number from 1 to 1000' };
    },
  },
  {
    name: 'session',
    usage: 'session N',
    help: 'this session; all: every one',
    words: () => ['all', 'newest'],
    run(model, data, [word]) {
      const text = word?.text ?? 'all';
      if (text === 'all' || text === 'newest') return { ...model, session: text };
      const found = data.report.sessions.find((session) => String(session.id) === text);
      const count = formatCount(data.report.sessions.length);
      if (found === undefined) return { at: word?.at ?? 0, message: `no such session; there are ${count}` };
      return { ...model, session: found.id };
    },
  },
  {
    name: 'view',
    usage: 'view NAME',
    help: 'another view',
    words: () => viewIds,
    run(model, _data, [word]) {
      const view = viewIds.find((id): id is ViewId => id === word?.text);
      return view === undefined ? { at: word?.at ?? 0, message: `one of ${viewIds.join(', ')}` } : { ...model, view };
    },
  },
  {
    name: 'save',
    usage: 'save NAME',
    help: 'keep the filter of the calls; @NAME stands for it in filters',
    run(model, _data, [word]) {
      const { text } = model.table.filter;
      if (word === undefined || !savedName.test(word.text))
        return { at: word?.at ?? 0, message: 'a name of letters and digits' };
      if (text === '') return 'there is no filter to save: set one with /';
      const savedFilters = { ...model.savedFilters, [word.text]: text };
      return wish({ ...model, savedFilters }, { kind: 'saveFilter', name: word.text, text });
    },
  },
  {
    name: 'drop',
    usage: 'drop NAME',
    help: 'forget a saved filter',
    words: ({ savedFilters }) => Object.keys(savedFilters),
    run(model, _data, [word]) {
      const name = word?.text ?? '';
      if (!Object.hasOwn(model.savedFilters, name)) return { at: word?.at ?? 0, message: 'no filter of that name' };
      const { [name]: _dropped, ...savedFilters } = model.savedFilters;
      return wish({ ...model, savedFilters }, { kind: 'saveFilter', name, text: null });
    },
  },
  {
    name: 'filter',
    usage: 'filter TEXT',
    help: 'show only the calls that match; without text, all of them',
    run(model, _data, words) {
      const text = words.map((word) => word.text).join(' ');
      const filter = readTypedFilter(text, model.savedFilters);
      if ('message' in filter) return { at: (words[0]?.at ?? 0) + filter.at, message: filter.message };
      return { ...model, view: 'calls', table: { ...model.table, filter } };
    },
  },
  {
    name: 'write',
    usage: 'write FILE',
    help: 'write the report; .json, .html and .txt tell the form',
    run: (model, _data, [word]) => wish(model, { kind: 'write', path: word?.text ?? null }),
  },
  { name: 'quit', usage: 'quit', help: 'leave', run: (model) => ({ ...model, hasQuit: true }) },
];

export function runCommand(model: Model, data: DashboardData, line: string): CommandResult {
  const [name, ...words] = [...line.matchAll(/\S+/g)].map((match): Word => ({ text: match[0], at: match.index }));
  if (name === undefined) return { kind: 'done', model };
  const command = commands.find((one) => one.name === name.text) ?? onlyOne(name.text);
  if (command === null) {
    const message = `no command "${name.text}"; tab on an empty line names them all`;
    return { kind: 'error', at: name.at, message };
  }
  const result = command.run(model, data, words);
  if (typeof result === 'string') return { kind: 'error', at: name.at, message: result };
  return 'message' in result && 'at' in result ? { kind: 'error', ...result } : { kind: 'done', model: result };
}

/** `q` is enough where nothing else begins with it. */
function onlyOne(start: string): Command | null {
  const [first, ...others] = commands.filter((one) => one.name.startsWith(start));
  return first !== undefined && others.length === 0 ? first : null;
}

export function completeCommand(line: string, model: Model): Completion {
  const at = line.search(/\S*$/);
  const start = line.slice(at);
  const [name = ''] = line.trim().split(' ');
  const isName = line.trim() === name && !line.endsWith(' ');
  const words = isName
    ? commands.map((one) => `${one.name} `)
    : (commands.find((one) => one.name === name)?.words?.(model) ?? []);
  const candidates = words.filter((word) => word.startsWith(start));
  return { at, candidates: commonPart(candidates) === '' && start === '' ? [...words] : candidates };
}
