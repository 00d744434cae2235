// `pbscope ca export`: the CA's certificate, never its key.
import { writeFileSync } from 'node:fs';
import { openCertificates } from '../../certificates/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';

export const exportCommand: Command = {
  examples: [
    ['pbscope ca export > pbscope-ca.pem', 'to hand out'],
    ['pbscope ca export pbscope-ca.pem', 'into a file'],
  ],
  positionals: { file: { describe: 'PEM file to write; - or none is stdout' } },
  options: {},
  async run(context) {
    const { authority } = await openCertificates();
    const path = textFlag(context, 'file') ?? '-';
    if (path === '-') {
      await context.print.data(authority.certificate);
      return exitCodes.ok;
    }
    try {
      writeFileSync(path, authority.certificate);
    } catch (error) {
      throw new OperatorError(`${path} cannot be written (${(error as Error).message}).`, 'Name another file.');
    }
    context.print.line(`${path} holds the certificate of the local CA, ${authority.fingerprint}.`);
    context.print.message({ messageType: 'exported', path, fingerprint: authority.fingerprint });
    return exitCodes.ok;
  },
};
