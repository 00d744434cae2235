// In: the word after --format. Out: the format, or the operator's sentence with the nearest name.
import { type Format, formats } from '../../sinks/export/index.js';
import { nearestWord, OperatorError } from '../errors/index.js';

export const formatNames = formats.map((format) => format.id);

export function chooseFormat(name: string): Format {
  const format = formats.find((one) => one.id === name);
  if (format !== undefined) return format;
  const nearest = nearestWord(name, formatNames);
  throw new OperatorError(
    `There is no format ${name}.`,
    nearest === null ? `Choose one of ${formatNames.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}
