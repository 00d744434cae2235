// `pbscope ca renew`: a new leaf. Proxies that run keep the one they have until they are started again (D12).
import { openCertificates } from '../../certificates/index.js';
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';

export const renewCommand: Command = {
  examples: [['pbscope ca renew', 'then give the new fingerprint to the clients']],
  options: {},
  async run(context) {
    const store = await openCertificates();
    const before = store.leaf().fingerprint;
    const { fingerprint } = await store.renewLeaf();
    context.print.result(
      `The fingerprint was ${before}\nand is now       ${fingerprint}\nProxies that run show the old one until they are started again.\n`,
    );
    context.print.message({ messageType: 'renewed', previousFingerprint: before, fingerprint });
    return exitCodes.ok;
  },
};
