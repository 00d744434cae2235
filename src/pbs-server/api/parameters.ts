// Parameters of a call against the endpoint table: text or JSON → typed values, or PBS's list of what is wrong with them.
// In: an endpoint and its query, form or JSON. Out: values by name. protocol.md 4.1; wording of the schema crate.
import { type Endpoint, isJsonObject, type Json, type Parameter, parseJson, parseQuery } from '../../core/pbs/index.js';
import { type Outcome, type Refusal, refuse } from '../refusal.js';
import { describeJsonFault } from './json-fault.js';

export type Value = string | number | boolean | readonly string[] | readonly number[];
type Pairs = readonly (readonly [name: string, value: string])[];
export type Values = ReadonlyMap<string, Value>;

/** A value, or what is wrong with it. */
type Checked = { readonly value: Value } | { readonly fault: string; readonly at?: readonly string[] };

interface Fault {
  readonly name: string;
  readonly text: string;
}

function formatParameterFaults(faults: readonly Fault[]): string {
  const lines = faults.map((fault) => `'${fault.name}': ${fault.text}`);
  const title = 'parameter verification failed';
  return lines.length === 1 ? `${title} - ${lines[0]}` : [`${title}:`, ...lines.map((line) => `- ${line}`)].join('\n');
}

/** From a query or form. Missing ones are looked for only when all others are right, as PBS does. */
export function parseFormParameters(endpoint: Endpoint, pairs: Pairs): Outcome<Values> {
  const values = new Map<string, Value>();
  const faults: Fault[] = [];
  for (const [name, text] of pairs) {
    const parameter = endpoint.parameters.find((one) => one.name === name);
    const checked =
      parameter === undefined
        ? { fault: unknownText }
        : addToList(values.get(name), parseOne(parameter, text), parameter);
    if ('fault' in checked) faults.push({ name, text: checked.fault });
    else values.set(name, checked.value);
  }
  if (faults.length === 0)
    faults.push(...findMissing(endpoint, (name) => values.has(name), 'parameter is missing and it is not optional.'));
  return faults.length === 0 ? values : schemaRefusal(faults);
}

function parseJsonParameters(endpoint: Endpoint, text: string, pathVariables: Pairs = []): Outcome<Values> {
  const document = parseJson(text);
  if (document === undefined) return refuse(describeJsonFault(text), 400, 'parameters');
  if (!isJsonObject(document)) {
    return refuse(`Expected object - got ${Array.isArray(document) ? 'array' : 'scalar value'}.`, 400, 'parameters');
  }
  const values = new Map<string, Value>();
  const faults: Fault[] = [];
  // PBS keeps the keys of an object sorted, so its faults come in that order.
  const given = Object.entries({ ...document, ...Object.fromEntries(pathVariables) }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  for (const [name, json] of given) {
    const parameter = endpoint.parameters.find((one) => one.name === name);
    if (json === null && parameter !== undefined) continue; // counts as missing
    const checked = parameter === undefined ? { fault: unknownText } : checkJson(parameter, json);
    if ('fault' in checked) faults.push({ name: [name, ...(checked.at ?? [])].join('/'), text: checked.fault });
    else values.set(name, checked.value);
  }
  const isGiven = (name: string): boolean => (document[name] ?? null) !== null || values.has(name);
  faults.push(...findMissing(endpoint, isGiven, 'property is missing and it is not optional.'));
  return faults.length === 0 ? values : schemaRefusal(faults);
}

/** Parameters of a synchronous handler: which source counts goes by the content-type (4.1). */
export function parseBodyParameters(
  endpoint: Endpoint,
  request: {
    readonly contentType: string | null;
    readonly query: string;
    readonly body: string;
    readonly pathVariables?: Pairs;
  },
): Outcome<Values> {
  const { contentType, query, body, pathVariables = [] } = request;
  if (contentType?.startsWith('application/json') === true) {
    return parseJsonParameters(endpoint, body, pathVariables);
  }
  if (contentType === null || contentType.startsWith('application/x-www-form-urlencoded')) {
    return parseFormParameters(endpoint, [...pathVariables, ...parseQuery(body), ...parseQuery(query)]);
  }
  return refuse(`unsupported content type Ok(${JSON.stringify(contentType)})`, 400, 'parameters');
}

const unknownText = 'schema does not allow additional properties.';
const patternText = 'value does not match the regex pattern';
const digestPattern = /^[a-f0-9]{64}$/;
/** PBS reads integers into 64 bits; its own text for what does not fit is Rust's. */
const integerLimit = 2 ** 63;
const trueWords = new Set(['1', 'on', 'yes', 'true']);
const falseWords = new Set(['0', 'off', 'no', 'false']);

function schemaRefusal(faults: readonly Fault[]): Refusal {
  return refuse(formatParameterFaults(faults), 400, 'parameters');
}

function findMissing(endpoint: Endpoint, isGiven: (name: string) => boolean, text: string): readonly Fault[] {
  return endpoint.parameters
    .filter((parameter) => parameter.isRequired && !isGiven(parameter.name))
    .map((parameter) => ({ name: parameter.name, text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isList(parameter: Parameter): boolean {
  return parameter.type === 'digestList' || parameter.type === 'integerList';
}

/** Lists in a form are one pair an element; of anything else a second value is a fault. */
function addToList(previous: Value | undefined, next: Checked, parameter: Parameter): Checked {
  if ('fault' in next) return next;
  if (isList(parameter)) return { value: [...((previous as string[] | undefined) ?? []), next.value as string] };
  return previous === undefined ? next : { fault: 'duplicate parameter' };
}

function parseOne(parameter: Parameter, text: string): Checked {
  switch (parameter.type) {
    case 'integer':
    case 'integerList': {
      if (!/^[+-]?\d+$/.test(text))
        return { fault: text === '' ? 'cannot parse integer from empty string' : 'invalid digit found in string' };
      const value = Number(text);
      if (value >= integerLimit) return { fault: 'number too large to fit in target type' };
      if (value < -integerLimit) return { fault: 'number too small to fit in target type' };
      return checkInteger(parameter, value);
    }
    case 'boolean': {
      const word = text.toLowerCase();
      if (trueWords.has(word)) return { value: true };
      return falseWords.has(word) ? { value: false } : { fault: 'Expected boolean value.' };
    }
    case 'string':
    case 'digest':
    case 'digestList':
      return checkText(parameter, text);
  }
}

function checkJson(parameter: Parameter, json: Json): Checked {
  if (isList(parameter)) {
    if (!Array.isArray(json))
      return { fault: `Expected array - got ${isJsonObject(json) ? 'object' : 'scalar value'}.` };
    const items = (json as readonly Json[]).map((item) => checkScalar(parameter, item));
    const index = items.findIndex((item) => 'fault' in item);
    const faulty = items[index];
    if (faulty !== undefined && 'fault' in faulty) return { ...faulty, at: [`[${index}]`] };
    return { value: items.map((item) => ('value' in item ? item.value : '')) as string[] };
  }
  return checkScalar(parameter, json);
}

function checkScalar(parameter: Parameter, json: Json): Checked {
  switch (parameter.type) {
    case 'integer':
    case 'integerList':
      return typeof json === 'number' && Number.isInteger(json) && Math.abs(json) < integerLimit
        ? checkInteger(parameter, json)
        : { fault: 'Expected integer value.' };
    case 'boolean':
      return typeof json === 'boolean' ? { value: json } : { fault: 'Expected boolean value.' };
    case 'string':
    case 'digest':
    case 'digestList':
      return typeof json === 'string' ? checkText(parameter, json) : { fault: 'Expected string value.' };
  }
}

function checkInteger(parameter: Parameter, value: number): Checked {
  const { minimum, maximum } = parameter;
  if (minimum !== undefined && value < minimum)
    return { fault: `value must have a minimum value of ${minimum} (got ${value})` };
  if (maximum !== undefined && value > maximum)
    return { fault: `value must have a maximum value of ${maximum} (got ${value})` };
  return { value };
}

function checkText(parameter: Parameter, value: string): Checked {
  const { minimumLength, maximumLength, oneOf } = parameter;
  if (minimumLength !== undefined && value.length < minimumLength)
    return { fault: `value must be at least ${minimumLength} characters long` };
  if (maximumLength !== undefined && value.length > maximumLength)
    return { fault: `value may only be ${maximumLength} characters long` };
  if (oneOf !== undefined && !oneOf.includes(value))
    return { fault: `value '${value}' is not defined in the enumeration.` };
  const isDigest = parameter.type === 'digest' || parameter.type === 'digestList';
  const pattern = isDigest ? digestPattern : parameter.pattern;
  return pattern === undefined || pattern.test(value) ? { value } : { fault: patternText };
}
