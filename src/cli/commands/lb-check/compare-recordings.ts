// `lb-check --tap-front A --tap-back B`: two recordings from both sides of a box, compared. Exit 3 where the box changes something.
import { compareTaps, renderComparison } from '../../../lbcheck/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { type ExitCode, exitCodes, OperatorError } from '../../errors/index.js';
import { openInput } from '../../input/index.js';

export async function compareRecordings(context: CommandContext): Promise<ExitCode> {
  const front = textFlag(context, 'tap-front');
  const back = textFlag(context, 'tap-back');
  if (front === undefined || back === undefined)
    throw new OperatorError('Two recordings are needed.', 'Give --tap-front and --tap-back.');
  const open = async (path: string) => (await openInput({ path, keylogPath: undefined })).events;
  const differences = await compareTaps(await open(front), await open(back));
  await context.print.data(
    context.print.isJson ? `${JSON.stringify({ differences })}\n` : renderComparison(differences),
  );
  return differences.length === 0 ? exitCodes.ok : exitCodes.findings;
}
