// In: text that a person wrote for a number with its unit. Out: the number in ms, bytes or plain, or an error that points at the
// character. What the filter and the gates have in common; a bare number is refused where there are units (product.md 2).

export const durationUnits = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
export const sizeUnits = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

export interface Measure {
  /** Null: a plain number. An entry with an empty name lets a bare number pass. */
  readonly units: Readonly<Record<string, number>> | null;
  readonly example: string;
}

export type ParsedMeasure =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

/** `at`: where the text stands in the whole that the person wrote. */
export function parseMeasure(text: string, at: number, { units }: Measure): ParsedMeasure {
  const match = /^(\d+(?:\.\d+)?)(.*)$/.exec(text);
  if (match === null) return { kind: 'error', at, message: 'a number is missing' };
  const [, digits = '', unit = ''] = match;
  const unitAt = at + digits.length;
  if (units === null) {
    return unit === ''
      ? { kind: 'number', value: Number(digits) }
      : { kind: 'error', at: unitAt, message: 'no unit here' };
  }
  const name = Object.keys(units).find((one) => one.toLowerCase() === unit.toLowerCase());
  const factor = name === undefined ? undefined : units[name];
  if (factor === undefined) {
    const known = Object.keys(units).filter((one) => one !== '');
    return { kind: 'error', at: unitAt, message: `a unit is needed (${known.join(', ')})` };
  }
  return { kind: 'number', value: Number(digits) * factor };
}
