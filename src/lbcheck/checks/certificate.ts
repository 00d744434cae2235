// Whose certificate a client sees, whether it is trusted, and the fingerprint to set. Credentials go nowhere before this holds.
import { type Check, fail, pass, unknown, warn } from '../check.js';
import type { Probe } from '../probe/index.js';
import type { SeenCertificate } from '../wire/index.js';

/** What PBS calls itself in the certificate that it makes. */
const pbsOrganisation = /O=Proxmox Backup Server/;
const soonMs = 14 * 24 * 3600 * 1000;

export const certificateCheck: Check = {
  id: 'certificate',
  title: 'The certificate is trusted, or is the expected one.',
  sends: 'a ClientHello',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const dialed = await probe.handshake();
    if (dialed.kind !== 'secure') return unknown('There is no handshake.');
    const { certificate } = dialed.handshake;
    const cert = whoseOf(certificate, probe);
    const facts = { cert, fingerprint: certificate.fingerprint };
    const evidence = [
      `${certificate.subject || 'No subject'}, issued by ${certificate.issuer || 'nobody'}, for ${certificate.names || 'no names'}, until ${certificate.validTo}.`,
      ...(cert === null
        ? []
        : [cert === 'backend' ? 'It is the certificate of PBS.' : 'It is the certificate of the box.']),
      `PBS_FINGERPRINT=${certificate.fingerprint}`,
    ];
    const fault = probe.trustFault(dialed);
    if (fault !== null && probe.options.fingerprint !== null)
      return fail([...evidence, `The expected fingerprint is ${probe.options.fingerprint}.`], {
        facts,
        findings: ['certificate-refused'],
      });
    if (fault !== null && probe.depth === 'token')
      return fail(
        [...evidence, 'It is not trusted here, so the account was not sent there. Check it, then set PBS_FINGERPRINT.'],
        {
          facts,
          findings: ['certificate-refused'],
        },
      );
    if (Date.parse(certificate.validTo) - Date.now() < soonMs) return warn([...evidence, 'It ends soon.'], { facts });
    if (certificate.fault !== null)
      return pass([...evidence, `Not trusted by this system (${certificate.fault}): clients need the fingerprint.`], {
        facts,
      });
    return pass(evidence, { facts });
  },
};

function whoseOf(certificate: SeenCertificate, probe: Probe): 'own' | 'backend' | null {
  const known = probe.options.backend?.fingerprint ?? probe.options.serverFingerprint;
  if (known !== null && known !== undefined) return sameAs(known, certificate.fingerprint) ? 'backend' : 'own';
  return pbsOrganisation.test(certificate.subject) ? 'backend' : null;
}

const sameAs = (a: string, b: string): boolean =>
  a.replaceAll(':', '').toLowerCase() === b.replaceAll(':', '').toLowerCase();
