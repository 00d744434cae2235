// HTML as values. In: a template with anything put into it. Out: markup in which text is text: whatever is not markup already is
// escaped, so that no name from the wire can become an element. Control and format characters become a visible mark.

export interface Markup {
  readonly markup: string;
}

export type Content = Markup | string | number | null | readonly Content[];

/** html`<b>${name}</b>`: the only way to make markup. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => part + markupOf(contents[index] ?? null)).join('') };
}

function markupOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeText(plainText(String(content)));
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

/** Markup that was not made here: our own style and script. */
export const trusted = (markup: string): Markup => ({ markup });

/** From the wire: nothing in it may hide, reorder or steer. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/gu, '\u{fffd}');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);
}

/** A value inside a script element of type application/json: no way out of it, whatever the strings hold. */
export function jsonMarkup(value: unknown): Markup {
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? plainText(one) : one));
  return trusted(
    text.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
