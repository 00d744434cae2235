// The operator's certificate folder. In: the XDG data folder. Out: the store, or the operator's fault in one sentence.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type CertificateStore, OperatorFault, openCertificateStore } from '../../sources/relay/index.js';
import { OperatorError } from '../errors/index.js';
import { dataFolder } from '../settings/index.js';

export function openCertificates(): Promise<CertificateStore> {
  return openCertificateStore(join(dataFolder(), 'certificates')).catch((error: unknown) => {
    throw error instanceof OperatorFault ? new OperatorError(error.sentence, error.nextStep) : error;
  });
}

const describeCertificate = (pem: string): string => {
  const { subject, subjectAltName, validTo } = new X509Certificate(pem);
  const names = subjectAltName === undefined ? subject.replaceAll('\n', ', ') : subjectAltName;
  return `${names}; valid until ${validTo}`;
};

/** Both fingerprints with what they are for. */
export function formatFingerprints(store: CertificateStore): string {
  const leaf = store.leaf();
  return [
    'What clients see (PBS_FINGERPRINT, storage.cfg):',
    `  ${leaf.fingerprint}`,
    `  ${describeCertificate(leaf.certificate)}`,
    '',
    'The local CA that signed it, for machines that shall trust it:',
    `  ${store.authority.fingerprint}`,
    `  ${describeCertificate(store.authority.certificate)}`,
    `  ${store.authorityPath}`,
    '',
  ].join('\n');
}
