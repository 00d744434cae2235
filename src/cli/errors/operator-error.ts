// The operator's faults (architecture.md 5): one sentence, a next step and the exit code of its class. No stack is shown.
import { type ExitCode, exitCodes } from './exit-codes.js';

export class OperatorError extends Error {
  readonly exitCode: ExitCode;

  /** `sentence` says what is wrong and ends in a full stop; `nextStep` says what to do. */
  constructor(sentence: string, nextStep: string, exitCode: ExitCode = exitCodes.usage) {
    super(`${sentence} ${nextStep}`.trim());
    this.exitCode = exitCode;
  }
}
