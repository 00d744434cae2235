// The form of a trace's lines for other programs: JSON Schema of the header and of an Event, made from the schemas that the reader itself
// uses. In: nothing. Out: the text of docs/trace.schema.json.
import { z } from 'zod';
import { traceVersion } from '../../core/event/index.js';
import { eventSchema, headerSchema } from './event-schema.js';

export function formatTraceSchema(): string {
  const options = { io: 'input', unrepresentable: 'any' } as const;
  const { $schema, ...header } = z.toJSONSchema(headerSchema, options);
  const { $schema: _same, ...event } = z.toJSONSchema(eventSchema, options);
  const schema = {
    $schema,
    title: `a line of a pbscope trace, version ${traceVersion}`,
    description: 'The first line is a header, every other one an event.',
    anyOf: [{ $ref: '#/$defs/header' }, { $ref: '#/$defs/event' }],
    $defs: { header, event },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
