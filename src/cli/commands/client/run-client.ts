// A run of the client on the command line: interrupted by signals, its failures told in one sentence with a next step and the exit
// code of their class. In: what is to be done. Out: its result.
import { ClientFailure, type FailureKind } from '../../../pbs-client/index.js';
import { type ExitCode, exitCodes, OperatorError } from '../../errors/index.js';
import { untilInterrupted } from '../../running/index.js';

const explanations: Readonly<Record<FailureKind, readonly [exitCode: ExitCode, nextStep: string]>> = {
  unreachable: [exitCodes.unreachable, 'Check the address in PBS_REPOSITORY, and that the server runs.'],
  'no-handshake': [exitCodes.tls, 'Check that a server which speaks TLS listens there, and what stands between.'],
  tls: [exitCodes.tls, 'If this is your server, set PBS_FINGERPRINT.'],
  authentication: [
    exitCodes.authentication,
    'Check user or token in PBS_REPOSITORY, PBS_PASSWORD, and the permissions.',
  ],
  'upgrade-refused': [exitCodes.upgradeRefused, 'The server, or a proxy before it, refused the session.'],
  'tunnel-broken': [exitCodes.tunnelBroken, 'See the log of the server, and of what stands between.'],
  'call-refused': [exitCodes.upgradeRefused, 'The server refused the call; see its task log.'],
  'unusable-source': [exitCodes.unusableInput, 'Nothing was kept of this snapshot.'],
  'not-found': [exitCodes.unusableInput, 'pbscope client snapshots lists what is there.'],
  damaged: [exitCodes.unusableInput, 'Verify the snapshot on the server.'],
  'wrong-key': [exitCodes.unusableInput, 'Name the key of this backup with --keyfile.'],
  interrupted: [exitCodes.interrupted, ''],
};

const sentenceOf = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A source that cannot be read, a target that is full. */
const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';

export async function runClient<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const leaving = new AbortController();
  void untilInterrupted().then(() => leaving.abort());
  try {
    return await run(leaving.signal);
  } catch (error) {
    if (isOfSystem(error))
      throw new OperatorError(
        sentenceOf(error.message),
        'Check the path, its permissions and the disk.',
        exitCodes.unusableInput,
      );
    throw error instanceof ClientFailure ? explainClientFailure(error) : error;
  }
}

export function explainClientFailure({ kind, message }: ClientFailure): OperatorError {
  const [exitCode, nextStep] = explanations[kind];
  return new OperatorError(sentenceOf(message), nextStep, exitCode);
}
