// `pbscope ca …`: what clients are shown, and what they may trust.
import { formatFingerprints, openCertificates } from '../../certificates/index.js';
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';

export const caCommand: Command = {
  examples: [
    ['pbscope ca', 'the fingerprints, and where the certificates lie'],
    ['pbscope ca export /usr/local/share/ca-certificates/pbscope.crt', 'for machines that shall trust it'],
    ['pbscope ca renew', 'a new certificate, with a new fingerprint'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'export [file]',
      describe: 'write the certificate of the local CA (PEM); to stdout without a file',
      load: async () => (await import('./export.js')).exportCommand,
    },
    {
      usage: 'renew',
      describe: 'make a new certificate: clients need its fingerprint',
      load: async () => (await import('./renew.js')).renewCommand,
    },
  ],
  async run(context) {
    const store = await openCertificates();
    context.print.result(formatFingerprints(store));
    context.print.message({
      messageType: 'ca',
      path: store.authorityPath,
      fingerprint: store.authority.fingerprint,
      leafFingerprint: store.leaf().fingerprint,
    });
    return exitCodes.ok;
  },
};
