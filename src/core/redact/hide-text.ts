// Free text (error bodies, details of problems) → the same without names. It cannot know what a word means, so it replaces what has the
// form of a name, what stands in quotes, and every name that was met before in its own place.
import { hideAuthId, hideAuthority, hideFileName } from './hide-name.js';
import type { Pseudonyms } from './pseudonyms.js';
import { commonWords } from './vocabulary.js';

interface Form {
  readonly pattern: RegExp;
  readonly hide: (found: string, names: Pseudonyms) => string;
}

const hideWord = (word: string, names: Pseudonyms): string =>
  commonWords.has(word.toLowerCase()) || /^\d{1,2}$/.test(word) ? word : names.of('name', word);

const hidePath = (path: string, names: Pseudonyms): string =>
  path
    .split('/')
    .map((part) => (part === '' ? '' : hideWord(part, names)))
    .join('/');

/** In this order; what one of them has replaced is not looked at again. */
const forms: readonly Form[] = [
  { pattern: /[\w.-]+\.(?:didx|fidx|blob)\b/g, hide: hideFileName },
  { pattern: /[^\s'"@(),]+@[A-Za-z0-9._-]+(?:![A-Za-z0-9._-]+)?/g, hide: hideAuthId },
  { pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, hide: hideDashed },
  { pattern: /\b(?:[0-9a-f]{2}:){15,}[0-9a-f]{2}\b/gi, hide: hideColons },
  { pattern: /\b[0-9a-f]{16,}\b/gi, hide: (found, names) => names.hex(found) },
  { pattern: /\b(?:vm|ct|host)\/[^\s'",]+/g, hide: hideGroup },
  { pattern: /(?<![\w/])\/\/?[\w.@-]+(?:\/[\w.@:-]+)*/g, hide: hidePath },
  { pattern: /\[[0-9a-f:.]*:[0-9a-f:.]*\](?::\d+)?/gi, hide: hideAuthority },
  { pattern: /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, hide: hideAuthority },
  { pattern: /\b(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*[a-z](?::\d+)?\b/gi, hide: hideAuthority },
  { pattern: /(?<=')[^'\n]+(?=')|(?<=")[^"\n]+(?=")/g, hide: hideQuoted },
];

/** Of a snapshot: no name. */
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ[.:;]?$/;

function hideDashed(found: string, names: Pseudonyms): string {
  const digits = names.hex(found.replaceAll('-', ''));
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function hideColons(found: string, names: Pseudonyms): string {
  return names.hex(found.replaceAll(':', '')).replace(/..(?=.)/g, '$&:');
}

function hideGroup(found: string, names: Pseudonyms): string {
  const [type = '', id = '', ...rest] = found.split('/');
  return [
    type,
    names.of('id', id),
    ...rest.map((part) => (timePattern.test(part) ? part : hideWord(part, names))),
  ].join('/');
}

function hideQuoted(found: string, names: Pseudonyms): string {
  return /^[\s:,{}[\]]*$/.test(found) ? found : hideWord(found, names);
}

/** Marks what is done, so that a pseudonym is not hidden once more. A text of a peer has no such characters: they are taken out first. */
const open = '\ue000';
const close = '\ue001';

export function hideText(text: string, names: Pseudonyms): string {
  let current = text.replace(/[\ue000\ue001]/g, '');
  const done: string[] = [];
  const keep = (replaced: string): string => `${open}${done.push(replaced) - 1}${close}`;
  for (const [name, pseudonym] of namesIn(current, names)) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    current = current.replace(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'g'), () => keep(pseudonym));
  }
  for (const { pattern, hide } of forms)
    current = current.replace(pattern, (found) => keep(hideAround(found, hide, names)));
  // What was kept may hold what was kept before.
  while (current.includes(open))
    current = current.replace(/\ue000(\d+)\ue001/g, (_, index) => done[Number(index)] ?? '');
  return current;
}

/** A form may have swallowed what an earlier one had done: that part stays. */
function hideAround(found: string, hide: Form['hide'], names: Pseudonyms): string {
  if (!found.includes(open)) return hide(found, names);
  return found.replace(/\ue000\d+\ue001|[^\ue000\ue001]+/g, (part) =>
    part.startsWith(open) || !/[A-Za-z0-9]{3}/.test(part)
      ? part
      : part.replace(/[\w.-]{3,}/g, (word) => hideWord(word, names)),
  );
}

/** Longest first: a name may be part of another. */
function namesIn(text: string, names: Pseudonyms): readonly (readonly [string, string])[] {
  return [...names.known].filter(([name]) => text.includes(name)).sort(([a], [b]) => b.length - a.length);
}
