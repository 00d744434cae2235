// Typed access to checked parameters. In: values that parameters.ts let through, and a name of the endpoint table.
// A wrong type here is a mistake of ours (table and handler disagree), so it throws.
import type { Value, Values } from './parameters.js';

function demand(values: Values, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new TypeError(`parameter ${name} is not in the endpoint table as required`);
  return value;
}

export function textOf(values: Values, name: string): string {
  return String(demand(values, name));
}

export function optionalTextOf(values: Values, name: string): string | null {
  return values.has(name) ? textOf(values, name) : null;
}

export function integerOf(values: Values, name: string): number {
  return Number(demand(values, name));
}

export function isSet(values: Values, name: string): boolean {
  return values.get(name) === true;
}

export function digestListOf(values: Values, name: string): readonly string[] {
  return demand(values, name) as readonly string[];
}

export function integerListOf(values: Values, name: string): readonly number[] {
  return (demand(values, name) as readonly (string | number)[]).map(Number);
}
