// Whether a dashboard can be drawn. In: this process and what was asked for. Out: yes or no.
import { type CommandContext, isFlagOn } from '../command.js';

/** Both ends must be a terminal, and JSON or -q asked for none. */
export const hasScreen = (context: CommandContext): boolean =>
  process.stdout.isTTY === true &&
  process.stdin.isTTY === true &&
  process.env['TERM'] !== 'dumb' &&
  !context.print.isJson &&
  !isFlagOn(context, 'quiet');
