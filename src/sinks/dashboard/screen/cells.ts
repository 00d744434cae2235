// Text as terminal cells. In: any text, also from the wire. Out: one string per cell, the second cell of a wide character
// empty. Nothing that a terminal could act on comes out: controls, SGR and bidi marks become a visible replacement.
// Every text on the screen passes through here, so none can be forgotten.

const replacement = '\ufffd';
const plainText = /^[\x20-\x7e]*$/;
/** Controls (C0, C1), format characters (bidi, zero width), lone surrogates, line and paragraph separators, unassigned. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/u;
/** Marks that stand on the character before them. */
const combining = /\p{M}/u;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

export function toCells(text: string): string[] {
  if (plainText.test(text)) return text.split('');
  const cells: string[] = [];
  for (const character of text) {
    if (plainText.test(character)) cells.push(character);
    else if (unprintable.test(character)) cells.push(replacement);
    // Left out, since how terminals combine differs and a shifted column is worse than a lost accent.
    else if (combining.test(character)) continue;
    else if (wide.test(character)) cells.push(character, '');
    else cells.push(character);
  }
  return cells;
}

/** Width on the screen, in columns. */
export function measureText(text: string): number {
  return plainText.test(text) ? text.length : toCells(text).length;
}

/** The first `columnCount` columns; a wide character that does not fit becomes a space. */
export function sliceText(text: string, columnCount: number): string {
  if (plainText.test(text)) return text.slice(0, columnCount);
  const cells = toCells(text);
  const isHalved = cells[columnCount] === '';
  return cells.slice(0, isHalved ? columnCount - 1 : columnCount).join('') + (isHalved ? ' ' : '');
}
