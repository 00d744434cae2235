// Numbers as JSON shows them. In: a value that JSON.stringify met. Out: the same, fractions without the noise of binary.

/** A nanosecond in ms, a millionth of a share. */
const digitCount = 6;

/** For JSON.stringify. */
export const roundNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(digitCount)) : value;
