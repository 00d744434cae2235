// Colours for canvases. In: the name of a custom property of the style sheet. Out: the colour that it has in the present theme.

export type ColourName =
  | '--ink'
  | '--soft-ink'
  | '--line'
  | '--stripe'
  | '--surface'
  | '--bad'
  | '--upload'
  | '--wait'
  | '--reply'
  | '--open'
  | '--first'
  | '--second'
  | '--stall';

/** `light-dark(…)` is resolved only where a colour is used: an element that uses it is asked. */
export function colourOf(name: ColourName): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
