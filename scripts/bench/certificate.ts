// A self-signed certificate for the far end of the bench. In: a folder. Out: key.pem, cert.pem and both.pem in it, the fingerprint.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function makeCertificate(folder: string): string {
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'cert.pem');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ends = ['-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...curve, ...ends], { stdio: ['ignore', 'ignore', 'ignore'] });
  const pem = readFileSync(certificate, 'utf8');
  writeFileSync(join(folder, 'both.pem'), pem + readFileSync(key, 'utf8'), { mode: 0o600 });
  return new X509Certificate(pem).fingerprint256.toLowerCase();
}
