// In: a question for whoever sits at the terminal. Out: the answer, of which nothing was shown. Ctrl-C and Ctrl-D are the ways out.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { exitCodes, OperatorError } from '../errors/index.js';

export interface Asked {
  readonly input: NodeJS.ReadableStream;
  readonly output: { write(text: string): unknown };
}

export async function askHidden(
  question: string,
  { input, output }: Asked = { input: process.stdin, output: process.stderr },
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  const leaving = new AbortController();
  // Ctrl-D closes; the question alone would then wait for ever.
  for (const way of ['SIGINT', 'close']) lines.once(way, () => leaving.abort());
  output.write(question);
  try {
    return await lines.question('', { signal: leaving.signal });
  } catch (error) {
    throw leaving.signal.aborted ? new OperatorError('Interrupted.', '', exitCodes.interrupted) : error;
  } finally {
    lines.close();
    output.write('\n');
  }
}
