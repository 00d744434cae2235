// A client that does not accept the certificate. In: a connection. Out: an answer. protocol.md 12 "TLS refused by the client".
import { type ConnectionRule, found, ok } from '../rule.js';

export const fingerprint: ConnectionRule = {
  id: 'fingerprint',
  title: 'The client does not accept the certificate that it was shown',
  about: 'connection',
  severity: 'error',
  firesWhen: 'TLS ends in an alert from the client after it saw the certificate.',
  silentWhen: 'TLS fails for another reason, or on the side of the server.',
  threshold: 'One alert is enough: no client sends one and goes on.',
  remedy: 'Set `PBS_FINGERPRINT`, or `fingerprint` in storage.cfg, to the certificate that is shown.',
  check({ link, connection }) {
    const failure = link.tlsFailure;
    if (failure === null || failure.by !== 'client' || failure.leg === 'server') return ok;
    const known = connection.legs?.client?.fingerprint ?? connection.tls?.fingerprint ?? null;
    return found({
      because: [
        `TLS alert ${failure.reason} from the client ${connection.client}.`,
        known === null ? 'The fingerprint of the certificate was not seen.' : `It was shown ${known}.`,
      ],
      advice: `Set both lines to the certificate that is shown: \`export PBS_FINGERPRINT=${known ?? '…'}\` for the client, \`fingerprint ${known ?? '…'}\` in /etc/pve/storage.cfg for Proxmox VE. \`pbscope ca\` prints the one of pbscope, \`proxmox-backup-manager cert info\` the one of PBS.`,
    });
  },
};
