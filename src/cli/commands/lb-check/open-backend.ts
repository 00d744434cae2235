// `--backend`: the far end of the box. In: where to listen, a certificate or none. Out: a running far end, or the operator's fault.
import { type Backend, startBackend } from '../../../lbcheck/index.js';
import type { CommandContext } from '../../command.js';
import { OperatorError } from '../../errors/index.js';
import { describeListenFailure } from '../../running/index.js';
import type { BackendFlags } from './read-options.js';

export async function openBackend({ listen, tls }: BackendFlags, { log }: CommandContext): Promise<Backend> {
  return startBackend({ listen, tls, log: (line) => log.logger.debug(line) }).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (/^(?:ERR_OSSL|ERR_SSL|ERR_TLS|ERR_CRYPTO)/.test(code))
      throw new OperatorError(
        `The certificate for --backend cannot be used (${(error as Error).message}).`,
        'Give a PEM certificate with --backend-cert and its key with --backend-key.',
      );
    const described = describeListenFailure(error, listen);
    if (described instanceof OperatorError)
      throw new OperatorError(described.message.replace('--listen', '--backend'), '', described.exitCode);
    throw described;
  });
}
