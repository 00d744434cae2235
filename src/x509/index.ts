// The door to @peculiar/x509: completed Reflect first, then the parts that our two makers of certificates use.
import './reflect-metadata.js';

export {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
export {
  cryptoProvider,
  formatPrivateKey,
  generateKeys,
  type KeyPair,
  parsePrivateKey,
  signingAlgorithm,
} from './keys.js';
