// `pbscope trace redact IN OUT`: a copy without secrets, with --names without names too. The copy is a trace like any other.
import { existsSync, unlinkSync } from 'node:fs';
import type { Event } from '../../../core/event/index.js';
import { canPack, writeTrace } from '../../../sinks/trace/index.js';
import { readTrace } from '../../../sources/trace/index.js';
import { type Command, isFlagOn, textFlag } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';
import { withTrace } from '../../input/index.js';
import { type Redaction, startRedaction } from '../../redaction/index.js';

async function* redactAll(events: AsyncIterable<Event>, redaction: Redaction): AsyncGenerator<Event> {
  for await (const event of events) yield* redaction.redact(event);
}

function checkOutput(path: string): void {
  if (existsSync(path)) throw new OperatorError(`${path} exists.`, 'Name another file, or remove it.');
  if (!canPack(path))
    throw new OperatorError('This Node cannot write zstd.', 'Name the file .gz, or use Node 22.15 or later.');
}

export const redactCommand: Command = {
  examples: [
    ['pbscope trace redact night.pbscope clean.pbscope.gz', 'without secrets: headers and parameters off the list go'],
    ['pbscope trace redact night.pbscope clean.pbscope.gz --names', 'hosts, users, ids, archives and digests too'],
  ],
  positionals: {
    input: { describe: 'a trace (.pbscope, .gz, .zst); - is stdin' },
    output: { describe: 'the new trace; .gz and .zst are packed' },
  },
  options: {
    names: { type: 'boolean', describe: 'replace names and digests by salted hashes, stable within the file' },
  },
  async run(context) {
    const output = textFlag(context, 'output') ?? '';
    checkOutput(output);
    const redaction = startRedaction(isFlagOn(context, 'names') ? 'names' : 'secrets');
    await withTrace(textFlag(context, 'input') ?? '-', async (bytes) => {
      const trace = await readTrace(bytes);
      try {
        await writeTrace(output, redaction.header(trace.header), redactAll(trace.events, redaction));
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === undefined || error instanceof OperatorError) throw error;
        if (code !== 'EEXIST' && existsSync(output)) unlinkSync(output); // half a trace looks like a whole one
        throw new OperatorError(`${output} cannot be written (${message}).`, 'Name another file.');
      }
    });
    const { droppedBodyCount } = redaction;
    if (droppedBodyCount > 0)
      context.log.logger.warn(`${droppedBodyCount} captured bodies were incomplete and are left out.`);
    context.print.line(`${output} is written.`);
    context.print.message({ messageType: 'redacted', path: output, droppedBodyCount });
    return exitCodes.ok;
  },
};
