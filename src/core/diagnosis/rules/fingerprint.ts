// A client that does not accept the certificate. In: a connection. Out: an answer. protocol.md 12 "TLS refused by the client".
import { type ConnectionRule, found, ok } from '../rule.js';

/** RFC 8446 6.2: those that are about the certificate. OpenSSL's clients send unknown_ca for a wrong fingerprint. */
const certificateAlerts = new Set([
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
]);

export const fingerprint: ConnectionRule = {
  id: 'fingerprint',
  title: 'The client does not accept the certificate that it was shown',
  about: 'connection',
  severity: 'error',
  firesWhen: 'TLS ends in an alert of the client about the certificate: unknown_ca, bad_certificate and the like.',
  silentWhen: 'TLS fails for another reason, or on the side of the server.',
  threshold: 'One alert is enough: no client sends one and goes on.',
  remedy: 'Set `PBS_FINGERPRINT`, or `fingerprint` in storage.cfg, to the certificate that is shown.',
  check({ link, connection }) {
    const failure = link.tlsFailure;
    if (failure === null || failure.by !== 'client' || failure.leg === 'server') return ok;
    if (!certificateAlerts.has(failure.reason)) return ok;
    const known = failure.fingerprint;
    return found({
      because: [
        `TLS alert ${failure.reason} from the client ${connection.client}.`,
        known === null ? 'The fingerprint of the certificate was not seen.' : `It was shown ${known}.`,
      ],
      advice: `Set both lines to the certificate that is shown: \`export PBS_FINGERPRINT=${known ?? '…'}\` for the client, \`fingerprint ${known ?? '…'}\` in /etc/pve/storage.cfg for Proxmox VE. \`pbscope ca\` prints the one of pbscope, \`proxmox-backup-manager cert info\` the one of PBS.`,
    });
  },
};
