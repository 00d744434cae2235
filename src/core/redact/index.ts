export { findSecrets, findSecretsInText, type SecretFinding } from './find-secrets.js';
export { NameRedactor } from './name-redactor.js';
export { type Hash, Pseudonyms } from './pseudonyms.js';
export { stripSecrets } from './strip-secrets.js';
