// The operator's faults that a relay finds: a port that is taken, a certificate folder that cannot be used. Ready to be shown:
// one sentence and the next step.
export class OperatorFault extends Error {
  override readonly name = 'OperatorFault';
  readonly sentence: string;
  readonly nextStep: string;

  constructor(sentence: string, nextStep: string) {
    super(`${sentence} ${nextStep}`);
    this.sentence = sentence;
    this.nextStep = nextStep;
  }
}
