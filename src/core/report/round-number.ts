// Numbers as JSON shows them. In: a value that JSON.stringify met. Out: the same, fractions without the noise of binary.

/** A nanosecond in ms, a millionth of a share. */
const digitCount = 6;

export const roundFraction = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toFixed(digitCount));

/** For JSON.stringify. */
export const roundNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? roundFraction(value) : value;
