export { type CertificateStore, openCertificateStore, type ShownCertificate } from './certificate-store.js';
