// Sizes as the stock client prints them (`1.98 MiB`, `837 B`) → bytes, with the half last digit by which they may be off.
import type { PrintedNumber } from '../../../core/evidence/index.js';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
/** It prints at most three decimals and leaves zeros at the end out. */
const halfLastDigit = 0.0005;

export const printedBytes = String.raw`(\d+(?:\.\d+)?) ([KMGTP]?i?B)`;

export function parsePrintedBytes(number: string, unit: string): PrintedNumber {
  const unitBytes = 1024 ** Math.max(0, units.indexOf(unit));
  return { value: Number(number) * unitBytes, tolerance: unitBytes === 1 ? 0 : halfLastDigit * unitBytes + 1 };
}
