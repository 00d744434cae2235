// The door to @peculiar/x509: reflect-metadata first, which it needs at load time (through tsyringe) and does not bring along.
import 'reflect-metadata';

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
