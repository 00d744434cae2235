// In: --upstream-fingerprint, --upstream-ca, PBS_FINGERPRINT. Out: how the server behind is verified (product.md 3): it fails closed.
import { readFileSync } from 'node:fs';
import type { RelayOptions } from '../../sources/relay/index.js';
import { OperatorError } from '../errors/index.js';

const sha256HexLength = 64;

export interface VerificationFlags {
  readonly fingerprint: string | undefined;
  readonly caPath: string | undefined;
}

function parseFingerprint(text: string): RelayOptions['verify'] {
  const hex = text.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(hex) || hex.length !== sha256HexLength) {
    throw new OperatorError(
      `${text} is no SHA-256 fingerprint.`,
      'It has 32 pairs of hex digits; the server shows it under Dashboard, Show Fingerprint.',
    );
  }
  return { kind: 'fingerprint', sha256: hex };
}

export function readVerification({ fingerprint, caPath }: VerificationFlags): RelayOptions['verify'] {
  // What was asked for on the command line is not undone by the environment.
  const wanted = fingerprint ?? (caPath === undefined ? process.env['PBS_FINGERPRINT'] : undefined);
  if (wanted !== undefined && wanted !== '') return parseFingerprint(wanted);
  if (caPath === undefined) return { kind: 'system' };
  let pem: string;
  try {
    pem = readFileSync(caPath, 'utf8');
  } catch (error) {
    throw new OperatorError(
      `${caPath} cannot be read (${(error as Error).message}).`,
      'Give a PEM file with --upstream-ca.',
    );
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new OperatorError(`${caPath} holds no certificate.`, 'Give a PEM file with --upstream-ca.');
  return { kind: 'ca', pem };
}
