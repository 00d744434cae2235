export { CertificatesUnusable } from './certificate-files.js';
export { type CertificateStore, openCertificateStore, type ShownCertificate } from './certificate-store.js';
